/** Amounts in the shop's currency, written as the visitor's language does; Medusa counts in the main unit. */
export function money(currency, locale = undefined) {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return (amount) => format.format(amount);
}
