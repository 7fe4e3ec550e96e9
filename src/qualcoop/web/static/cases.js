/** Cases, their periods, and the persons who speak: three lists in one dialog, saved together. */
import { get, put } from "./api.js";
import { dialog, doing, h, say, select } from "./dom.js";
import { ROLES } from "./kinds.js";
import { t } from "./words.js";

/**
 * A list that can be written in: one line a thing, one field a column.
 * @param {{title: string, hint: string, add: string, columns: {name: string, label: string, control: (value: any) => any, read?: (control: any) => any}[],
 *   rows: Record<string, any>[], fresh: Record<string, any>}} what
 */
function list({ title, hint, add, columns, rows, fresh }) {
  /** @type {{kept: Record<string, any>, controls: any[], node: HTMLElement}[]} */
  const lines = [];
  const body = h("tbody");
  /** @param {Record<string, any>} row */
  const push = (row) => {
    const controls = columns.map((column) => {
      const control = column.control(row[column.name]);
      control.setAttribute("aria-label", column.label);
      return control;
    });
    const away = h("button", { type: "button", class: "quiet icon", text: "×", "aria-label": t("Ôter cette ligne"), on: { click: () => {
      lines.splice(lines.indexOf(line), 1);
      line.node.remove();
    } } });
    const line = { kept: row, controls, node: h("tr", null, controls.map((each) => h("td", null, each)), h("td", { class: "end" }, away)) };
    lines.push(line);
    body.append(line.node);
    return line;
  };
  rows.forEach(push);
  return {
    node: h("fieldset", null, h("legend", { text: title }), h("p", { class: "hint", text: hint }),
      h("div", { class: "scroll" }, h("table", { class: "table tight" }, h("thead", null, h("tr", null, columns.map((each) => h("th", { scope: "col", text: each.label })), h("th", { scope: "col" }, h("span", { class: "unseen", text: t("Actions") })))), body)),
      h("button", { type: "button", class: "link", text: add, on: { click: () => push({ ...fresh }).controls[0].focus() } })),
    /** The lines with an id, as they are written now. */
    rows: () => lines.map(({ kept, controls }) => ({ ...kept, ...Object.fromEntries(columns.map((column, at) => [column.name, column.read ? column.read(controls[at]) : controls[at].value.trim() || null])) }))
      .filter((row) => row[columns[0].name]),
  };
}

const text = (placeholder = "", size = "") => (/** @type {any} */ value) => h("input", { value: value ?? "", placeholder, class: size });
const check = (/** @type {any} */ value) => h("input", { type: "checkbox", checked: value === "apart" });

/** @param {() => any} after */
export async function editCases(after) {
  const told = await doing(() => get("/cases"));
  if (!told) return;
  const cases = list({
    title: t("Les cas"), add: t("Ajouter un cas"), rows: told.cases, fresh: { stratum: "main", description: "" },
    hint: t("Ce que l'étude compare : projets, lieux, familles… Un cas peut en contenir d'autres ; un cas à part n'entre pas dans les totaux."),
    columns: [
      { name: "id", label: t("Identifiant"), control: text("P1", "short") }, { name: "label", label: t("Nom"), control: text(t("Archipel commun")) },
      { name: "parent", label: t("Dans"), control: text("", "short") },
      { name: "stratum", label: t("À part"), control: check, read: (control) => (control.checked ? "apart" : "main") },
    ],
  });
  const phases = list({
    title: t("Les périodes"), add: t("Ajouter une période"), rows: told.phases, fresh: {},
    hint: t("Facultatif : les étapes de chaque cas, pour suivre les codes dans le temps."),
    columns: [
      { name: "case", label: t("Cas"), control: text("P1", "short") }, { name: "id", label: t("Identifiant"), control: text("A", "short") },
      { name: "label", label: t("Nom"), control: text(t("Départ")) }, { name: "start", label: t("Du"), control: text("2019-01-01") }, { name: "end", label: t("Au"), control: text("2019-06-30") },
    ],
  });
  const persons = list({
    title: t("Les personnes"), add: t("Ajouter une personne"), rows: told.persons, fresh: { role: "respondent", actor_types: [], attributes: {} },
    hint: t("Facultatif : qui parle, et à quel titre (plusieurs types séparés par des virgules). Reliez ensuite les voix d'une source par « Modifier »."),
    columns: [
      { name: "id", label: t("Identifiant"), control: text("ines") }, { name: "label", label: t("Nom"), control: text("Inès") },
      { name: "role", label: t("Rôle"), control: (value) => select({}, ROLES, value ?? "respondent") },
      { name: "actor_types", label: t("Types d'acteur"), control: (value) => text(t("association, élu"))((value ?? []).join(", ")), read: (control) => control.value.split(",").map((/** @type {string} */ each) => each.trim()).filter(Boolean) },
      { name: "organisation", label: t("Organisation"), control: text() },
    ],
  });
  const save = h("button", { type: "button", class: "primary", text: t("Enregistrer") });
  const box = dialog(t("Cas, périodes, personnes"), [cases.node, phases.node, persons.node, h("div", { class: "actions" }, save)], "large");
  save.addEventListener("click", () => doing(async () => {
    // Each list is its own change, sent only where it changed: "undo" takes back what was done, no more.
    for (const [name, written] of Object.entries({ cases, phases, persons })) {
      const now = named(written.rows());
      if (JSON.stringify(told[name]) !== JSON.stringify(now)) await put(`/${name}`, now);
      told[name] = now; // a refusal of the next list leaves the dialog open: what is saved is not sent twice
    }
    box.close();
    say(t("Cas, périodes et personnes enregistrés."));
    await after();
  }, save));
}

/** A line without a name is called by its id. @param {Record<string, any>[]} rows */
const named = (rows) => rows.map((row) => ({ ...row, label: row.label ?? row.id }));
