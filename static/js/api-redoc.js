// Redoc for our API; stands before Redoc itself. Its search would need a worker made of a blob.
const { nonce } = document.currentScript;
const create = document.createElement;

// The styles that it makes carry the nonce of this answer. A picture, which would be its maker's from another host,
// becomes an empty span: our policy would refuse it.
document.createElement = function (name, ...more) {
  const made = create.call(this, name === "img" ? "span" : name, ...more);
  if (name === "style") made.nonce = nonce;
  return made;
};

document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api");
  Redoc.init(place.dataset.schema, { disableSearch: true }, place);
});
