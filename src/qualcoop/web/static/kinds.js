/** The kinds of sources and the roles of those who speak, in the page's words. */
import { t } from "./words.js";

export const KINDS = /** @type {[string, string][]} */ ([
  ["interview", t("entretien")], ["observation", t("observation")], ["document", t("document")],
]);
export const ROLES = /** @type {[string, string][]} */ ([
  ["respondent", t("enquêté·e")], ["interviewer", t("enquêteur·rice")], ["observer", t("observateur·rice")], ["author", t("auteur·rice")],
]);
/** @param {string} kind */
export const kindName = (kind) => KINDS.find(([id]) => id === kind)?.[1] ?? kind;
