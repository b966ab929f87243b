/**
 * An element: `on…` are listeners, null and false leave an attribute out, strings among the children are text and never
 * markup, so nothing that a merchant or visitor wrote can become code.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

/** Runs what a control started: the control is out of use meanwhile, and a refusal is told beside it. */
export async function busy(control, problem, work) {
  control.disabled = true;
  problem.textContent = '';
  try {
    return await work();
  } catch (error) {
    problem.textContent = error.message;
    return undefined;
  } finally {
    control.disabled = false;
  }
}
