// Lists the operations of /openapi.json; text only, nothing of the document is taken for markup.
const element = (name, text, ...children) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
};

const operation = (method, path, about) => {
  const name = element("span", method.toUpperCase());
  name.className = "method";
  const answers = Object.entries(about.responses).map(([code, answer]) => element("li", `${code}: ${answer.description}`));
  const body = about.requestBody?.content["application/json"].schema;
  return element(
    "details",
    "",
    element("summary", "", name, element("code", path), ` ${about.summary}`),
    ...(body ? [element("p", "Body"), element("pre", JSON.stringify(body, null, 2))] : []),
    element("ul", "", ...answers),
  );
};

const main = async () => {
  const described = await (await fetch("/openapi.json")).json();
  const groups = new Map();
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, about] of Object.entries(methods)) {
      const tag = about.tags[0];
      groups.set(tag, [...(groups.get(tag) ?? []), operation(method, path, about)]);
    }
  }
  const shown = [...groups].flatMap(([tag, operations]) => [element("h2", tag), ...operations]);
  document.getElementById("operations").replaceChildren(...shown);
};

main();
