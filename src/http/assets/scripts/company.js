// Proposes companies of the public register while a name is typed; choosing one fills in its 法人番号.
(() => {
  const company = document.getElementById("company");
  const number = document.getElementById("corporate_number");
  if (!company) return;
  const list = document.createElement("datalist");
  list.id = "company-candidates";
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "field-hint";
  company.after(list, status);
  company.setAttribute("list", list.id);
  let found = [];
  let timer = 0;
  let asked = "";

  const choose = () => {
    const named = found.filter(({ name }) => name === company.value);
    if (named.length !== 1) return false;
    if (number && (!number.value || number.value === number.dataset.filled)) {
      number.value = named[0].number;
      number.dataset.filled = number.value;
    }
    return true;
  };
  const look = async () => {
    asked = company.value.trim();
    const answer = await fetch(`/companies?q=${encodeURIComponent(asked)}`).catch(() => null);
    // Where there is no register nobody is asked again.
    if (answer?.status === 404) document.removeEventListener("input", typed);
    if (!answer?.ok || asked !== company.value.trim()) return;
    const { companies, message } = await answer.json();
    found = companies;
    list.replaceChildren(...companies.map(({ name, number: digits, prefecture, city }) =>
      new Option(`${prefecture}${city} ${digits}`, name)));
    status.textContent = message;
  };
  const typed = ({ target }) => {
    if (target !== company) return;
    clearTimeout(timer);
    const text = company.value.trim();
    if (choose() || [...text].length < 2 || text === asked) return;
    timer = setTimeout(look, 300);
  };
  document.addEventListener("input", typed);
})();
