/** The name for people of an engine that this page knows; the api's catalogue has the rest. */
const TITLES: Record<string, string> = { woocommerce: 'WooCommerce', medusa: 'Medusa' };

export const engineTitle = (id: string) => TITLES[id] ?? id;
