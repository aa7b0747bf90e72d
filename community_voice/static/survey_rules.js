// What depends on answers of this very page: shown, needed, offered and said as they change.
// The server decides the same with every Next, so nothing here has the last word.
(() => {
  const { evaluate, truth, asText } = window.communityVoiceLogic;
  const form = document.getElementById("walk");
  const lang = document.documentElement.lang;
  const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0xff10];
  const calculations = new Map(Object.entries(JSON.parse(form.dataset.calculations || "{}")));
  // A whole survey on one page: the questions of a section that repeats, as lists of their instances.
  const lists = JSON.parse(form.dataset.lists || "{}");
  // A page that is kept on a device reads the device's day; others were given the survey's.
  const day = () => ("ownDay" in form.dataset ? new Date().toLocaleDateString("sv") : null);
  const fields = {};
  for (const field of form.querySelectorAll("[data-code]")) fields[field.dataset.code] = field;

  const partOf = (input) => input.name.split("-")[2] || "";
  const isBox = (input) => input.type === "radio" || input.type === "checkbox";
  const isGiven = (input) => (isBox(input) ? input.checked : input.value !== "");
  const inputsOf = (code) => {
    const field = fields[code];
    if (!field || field.closest("fieldset.when[disabled]")) return [];
    return [...field.querySelectorAll("[name^='q-']")].filter((input) => !input.disabled && isGiven(input));
  };

  // Digits of any script, and signs as the server reads them.
  function readNumber(text) {
    let plain = "";
    for (const mark of text.trim()) {
      const zero = ZEROS.find((each) => mark.codePointAt(0) >= each && mark.codePointAt(0) < each + 10);
      if (zero !== undefined) plain += mark.codePointAt(0) - zero;
      else if (/[-\u2212\ufe63\uff0d]/.test(mark)) plain += "-";
      else if (/[\u066b]/.test(mark)) plain += ".";
      else if (!/[\u200e\u200f\u061c\u066c'\u2019\s]/.test(mark)) plain += mark;
    }
    plain = /^-?\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(plain) ? plain.replace(/[.,]/g, "") : plain.replace(",", ".");
    return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
  }

  function valueOf(code, part) {
    const given = inputsOf(code);
    const main = given.filter((input) => !partOf(input)).map((input) => input.value);
    const hasOther = given.some((input) => partOf(input) === "other" && input.value.trim());
    if (part) return given.find((input) => partOf(input) === part)?.value ?? null;
    switch (fields[code]?.dataset.type) {
      case "several_choices":
        if (hasOther && !main.includes("+other")) main.push("+other");
        return main.length ? main : null;
      case "ranking":
        return given.length ? given.map((input) => input.value) : null;
      case "scale":
        return main.length ? (main[0] === "not_sure" ? main[0] : Number(main[0])) : null;
      case "number":
        return main.length ? readNumber(main[0]) : null;
      case "acknowledgement":
        return main.length ? true : null;
      case "one_choice":
      case "place":
        return hasOther && !main.length ? "+other" : main[0] ?? null;
      case "date":
      case "time":
        return /^[\d-]*T?[\d:]*$/.test(main[0]) ? main[0] ?? null : null;
      default:
        return main[0]?.trim() ? main[0] : null;
    }
  }

  function wordsOf(input) {
    if (input.tagName === "SELECT") return input.selectedOptions[0].textContent;
    if (!isBox(input)) {
      const day = input.type === "date" && new Date(`${input.value}T12:00`);
      if (day && !isNaN(day)) return day.toLocaleDateString(lang, { dateStyle: "long" });
      const line = input.value.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim().slice(0, 200);
      return line && `\u2068${line}\u2069`;
    }
    if (input.value === "+other") return "";
    const words = input.closest(".choice").querySelector("span").cloneNode(true);
    words.querySelector(".meaning")?.remove();
    return words.textContent.replace(/\s+/g, " ");
  }

  function told(code) {
    const words = (lists[code] || [code]).flatMap((each) =>
      calculations.has(each) ? computed(each) : inputsOf(each).map((input) => wordsOf(input).trim())).filter(Boolean);
    return words.length > 1 ? new Intl.ListFormat(lang).format(words) : words[0] || "…";
  }

  const rule = (element, name) => JSON.parse(element.dataset[name]);
  // Each calculation is made once for a rule, however often it is named.
  function compute(expr, self) {
    const made = new Map();
    const lookup = (code, part) => {
      if (lists[code]) return lists[code].map((each) => lookup(each, part));
      if (!calculations.has(code)) return valueOf(code, part);
      if (!made.has(code)) {
        made.set(code, null);
        made.set(code, evaluate(calculations.get(code), lookup, null, day(), {}));
      }
      return made.get(code);
    };
    return evaluate(expr, lookup, self ?? null, day(), {});
  }
  const holds = (expr, self) => truth(compute(expr, self));

  function computed(code) {
    const found = compute({ answer: code });
    return typeof found === "number" ? found.toLocaleString(lang, { maximumFractionDigits: 6 }) : asText(found);
  }

  function showWhatIsAsked() {
    let changed = false;
    for (const element of form.querySelectorAll("[data-when]")) {
      const isOn = holds(rule(element, "when"));
      changed ||= element.hidden === isOn;
      element.hidden = !isOn;
      if (element.tagName === "FIELDSET") element.disabled = !isOn;
    }
    return offerWhatFits() || changed;
  }

  function offerWhatFits() {
    let changed = false;
    for (const field of form.querySelectorAll("[data-filter]")) {
      for (const [code, expr] of Object.entries(rule(field, "filter"))) {
        const isOn = holds(expr);
        const options = [...field.querySelectorAll("[name^='q-'], option")]
          .filter((each) => (isBox(each) || each.tagName === "OPTION") && (each.value === code || (each.name && partOf(each) === code)));
        for (const option of options) {
          changed ||= option.disabled === isOn;
          option.disabled = !isOn;
          const row = option.tagName === "OPTION" ? option : option.closest(partOf(option) === code ? "tr, fieldset" : ".choice");
          row.hidden = !isOn;
        }
      }
    }
    return changed;
  }

  function sayLimits() {
    for (const field of form.querySelectorAll("[data-limits]")) {
      const self = valueOf(field.dataset.code);
      const isAnswered = self !== null && self.length !== 0;
      const said = isAnswered ? rule(field, "limits").filter(([expr]) => !holds(expr, self)) : [];
      const box = field.querySelector(".error.live");
      const before = [...field.querySelectorAll(".error:not(.live) p")].map((line) => line.textContent);
      const lines = said.map(([, message]) => message).filter((message) => !before.includes(message));
      if (lines.join("\n") === [...box.children].map((line) => line.textContent).join("\n")) continue;
      box.replaceChildren(...lines.map((message) => Object.assign(document.createElement("p"), { textContent: message })));
      field.classList.toggle("wrong", said.length > 0);
    }
  }

  function refresh() {
    for (let round = 0; round < 30 && showWhatIsAsked(); round += 1);
    for (const span of document.querySelectorAll("[data-pipe]")) span.textContent = told(span.dataset.pipe);
  }

  form.addEventListener("input", refresh);
  form.addEventListener("change", () => {
    refresh();
    sayLimits();
  });
  // A browser that goes back fills the form in anew.
  window.addEventListener("pageshow", refresh);
  refresh();
})();
