// The DOM: elements are kept and changed in place, and only where something differs, so nothing flickers.

export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

export function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function part(parent, name, make) {
  parent.parts ??= {};
  return (parent.parts[name] ??= parent.appendChild(typeof make === "string" ? element(make) : make()));
}

function element(description) {
  const [tag, ...names] = description.split(".");
  const made = document.createElement(tag);
  made.className = names.join(" ");
  return made;
}

export function list(parent, items, key, description, draw) {
  const kept = (parent.kept ??= new Map());
  const keys = new Set(items.map(key));
  for (const [name, node] of kept) if (!keys.has(name)) { node.remove(); kept.delete(name); }
  items.forEach((item, index) => {
    const name = key(item);
    if (!kept.has(name)) kept.set(name, element(description));
    const node = kept.get(name);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    draw(node, item);
  });
}
