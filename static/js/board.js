// Lets cards be dragged from stage to stage. Dropping one sends its own “Move to…” form, which works without this.
const board = document.querySelector("[data-board]");
const place = "board-scroll";
let dragged = null;

const choiceOf = (card) => card.querySelector("select[name=to]");
const takes = (column) => dragged && [...choiceOf(dragged).options].some((each) => each.value === column.dataset.stage);

function end() {
  for (const column of board.querySelectorAll("[data-stage]")) column.classList.remove("is-target", "is-closed");
  dragged?.classList.remove("is-dragged");
  dragged = null;
}

function bindCard(card) {
  if (!choiceOf(card)) return;
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    const own = card.closest("[data-stage]");
    for (const column of board.querySelectorAll("[data-stage]")) {
      if (column !== own && !takes(column)) column.classList.add("is-closed");
    }
  });
  card.addEventListener("dragend", end);
}

function bindColumn(column) {
  column.addEventListener("dragover", (event) => {
    if (!takes(column)) return;
    event.preventDefault();
    column.classList.add("is-target");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-target");
  });
  column.addEventListener("drop", (event) => {
    if (!takes(column)) return;
    event.preventDefault();
    choiceOf(dragged).value = column.dataset.stage;
    choiceOf(dragged).form.requestSubmit();
  });
}

if (board) {
  for (const card of board.querySelectorAll("[data-card]")) bindCard(card);
  for (const column of board.querySelectorAll("[data-stage]")) bindColumn(column);
  board.addEventListener("submit", () => sessionStorage.setItem(place, String(board.scrollLeft)));
  const before = sessionStorage.getItem(place);
  if (before) board.scrollLeft = Number(before);
  sessionStorage.removeItem(place);
}
