// Counts the candidates that the member has marked. What she marked stays on the page and goes nowhere.
const ballot = document.querySelector("form[data-ballot]");
if (ballot) {
  const shown = ballot.querySelector("[data-marked]");
  const groups = ballot.querySelectorAll("fieldset[data-candidate]");
  const count = () => {
    const marked = [...groups].filter((one) => one.querySelector("input[type=radio]:checked")).length;
    shown.textContent = shown.dataset.marked.replace("#", marked).replace("#", groups.length);
  };
  ballot.addEventListener("change", count);
  count();
}
