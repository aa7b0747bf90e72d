// Made of logic.js and survey_rules.js by answering/live_script.py.
(function () {
"use strict";
var NUMERIC = /^[ \t\r\n]*-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t\r\n]*$/;
var LONGEST = 20000;
var SPACES = " \\t\\n\\r\\f\\v";
function settle(value) {
if (typeof value === "string" || typeof value === "boolean") return value;
if (typeof value === "number") return finite(value);
if (!Array.isArray(value)) return null;
return value.reduce((all, one) => all.concat(members(settle(one))), []);
}
function members(value) {
if (Array.isArray(value)) return value;
return value === null || value === "" ? [] : [value];
}
function finite(number) {
return isFinite(number) ? number + 0 : null;
}
function single(value) {
return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
function toNumber(value) {
value = single(value);
if (typeof value === "string") return NUMERIC.test(value) ? finite(Number(value)) : null;
return typeof value === "number" || typeof value === "boolean" ? finite(Number(value)) : null;
}
function plainNumber(number) {
var parts = /^(-?)(\d+)\.?(\d*)e(.+)$/.exec(number);
if (!parts) return String(number);
var shift = Number(parts[4]), digits = parts[2] + parts[3];
return parts[1] + (shift < 0
? "0." + "0".repeat(-shift - 1) + digits
: digits + "0".repeat(shift - parts[3].length));
}
function asText(value) {
value = settle(value);
if (Array.isArray(value)) return value.map(asText).join(" ");
if (typeof value === "number") return plainNumber(value);
return value === null ? "" : String(value);
}
function truth(value) {
value = settle(value);
return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
function equal(left, right) {
left = single(left);
right = single(right);
if (typeof left !== "string" || typeof right !== "string") {
var first = toNumber(left), second = toNumber(right);
if (first !== null && second !== null) return first === second;
}
return asText(left) === asText(right);
}
function sign(left, right) {
return left > right ? 1 : left < right ? -1 : 0;
}
function order(left, right) {
left = single(left);
right = single(right);
var first = toNumber(left), second = toNumber(right);
if (first !== null && second !== null) return sign(first, second);
if (typeof left !== "string" || typeof right !== "string" || !left || !right) return null;
var a = Array.from(left), b = Array.from(right), at = 0;
while (at < a.length && a[at] === b[at]) at += 1;
if (at === a.length || at === b.length) return sign(a.length, b.length);
return sign(a[at].codePointAt(0), b[at].codePointAt(0));
}
function numeric(work) {
return (...args) => {
var numbers = args.map(toNumber);
if (numbers.indexOf(null) >= 0) return null;
return finite(work(...numbers));
};
}
function numbersOf(args) {
return args.reduce((all, arg) => all.concat(members(arg).map(toNumber)), [])
.filter((number) => number !== null);
}
function add(...numbers) {
return numbers.reduce((total, number) => total + number, 0);
}
function round(number, digits) {
var places = Math.max(-12, Math.min(12, Math.trunc(digits || 0)));
var whole = Number(plainNumber(Math.abs(number)) + "e" + places);
if (whole >= 1e15) return number;
var rounded = Number(Math.floor(whole + 0.5) + "e" + -places);
return number < 0 ? -rounded : rounded;
}
function concat(...args) {
var text = args.map(asText).join("");
return text.length > LONGEST && Array.from(text).length > LONGEST ? null : text;
}
function matches(text, pattern) {
var inClass = false;
var source = pattern.replace(/\\[^]|[[\]]/g, (mark) => {
if (mark.length === 1) inClass = mark === "[";
if (mark === "\\s") return inClass ? SPACES : "[" + SPACES + "]";
return mark === "\\S" ? "[^" + SPACES + "]" : mark;
});
try {
return Array.from(text).length <= 300 && RegExp("^(?:" + source + ")$", "u").test(text);
} catch (refusal) {
return false;
}
}
function substring(text, start, end) {
var first = toNumber(start), last = end === undefined ? Infinity : toNumber(end);
if (first === null || last === null) return null;
return Array.from(asText(text)).slice(first, last).join("");
}
var OPERATIONS = {
and: (...args) => args.every(truth),
or: (...args) => args.some(truth),
not: (arg) => !truth(arg),
eq: equal,
ne: (left, right) => !equal(left, right),
lt: (left, right) => order(left, right) === -1,
le: (left, right) => [-1, 0].indexOf(order(left, right)) >= 0,
gt: (left, right) => order(left, right) === 1,
ge: (left, right) => [0, 1].indexOf(order(left, right)) >= 0,
selected: (answer, code) => members(answer).map(asText).indexOf(asText(code)) >= 0,
answered: (arg) => members(arg).length > 0,
count_selected: (arg) => members(arg).length,
add: numeric(add),
sub: numeric((left, right) => left - right),
mul: numeric((...numbers) => numbers.reduce((product, number) => product * number, 1)),
div: numeric((left, right) => left / right),
mod: numeric((left, right) => left % right),
neg: numeric((number) => -number),
int: numeric(Math.trunc),
round: numeric(round),
abs: numeric(Math.abs),
min: (...args) => finite(Math.min(...numbersOf(args))),
max: (...args) => finite(Math.max(...numbersOf(args))),
sum: (...args) => finite(add(...numbersOf(args))),
number: toNumber,
string: asText,
concat,
length: (arg) => Array.from(asText(arg)).length,
contains: (text, part) => asText(text).indexOf(asText(part)) >= 0,
starts_with: (text, part) => asText(text).startsWith(asText(part)),
ends_with: (text, part) => asText(text).endsWith(asText(part)),
substring: substring,
lower: (arg) => asText(arg).toLowerCase(),
upper: (arg) => asText(arg).toUpperCase(),
matches: (text, pattern) => matches(asText(text), asText(pattern)),
if: (condition, then, other) => truth(condition) ? then : other,
coalesce: (...args) => args.find((arg) => members(arg).length > 0),
};
function evaluate(expr, lookup, selfValue, today, choice) {
if ("value" in expr) return settle(expr.value);
if ("answer" in expr) return settle(lookup(expr.answer, "part" in expr ? expr.part : null));
if ("self" in expr) return settle(selfValue);
if ("choice" in expr) return settle(choice && choice[expr.choice]);
if (expr.op === "today") return settle(today);
if (expr.op === "instances") return toNumber(settle(lookup(expr.args[0].value, "#instances"))) || 0;
var args = expr.args.map((arg) => evaluate(arg, lookup, selfValue, today, choice));
return Object.prototype.hasOwnProperty.call(OPERATIONS, expr.op) ? settle(OPERATIONS[expr.op](...args)) : null;
}
window.communityVoiceLogic = { evaluate, truth, asText };
})();
(() => {
const { evaluate, truth, asText } = window.communityVoiceLogic;
const form = document.getElementById("walk");
const lang = document.documentElement.lang;
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0xff10];
const calculations = new Map(Object.entries(JSON.parse(form.dataset.calculations || "{}")));
const lists = JSON.parse(form.dataset.lists || "{}");
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
window.addEventListener("pageshow", refresh);
refresh();
})();
