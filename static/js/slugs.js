// The last part of an address, made from a name while it is typed: as on the server, an apostrophe joins and all other
// punctuation parts, and letters are plain. Django's own would join "and/or" to "andor".
const urlify = window.URLify;
window.URLify = (text, longest) => urlify(
  text
    .replace(/(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))|(?<=\.\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu, "$1")
    .replace(/[\u2018\u2019\u02bc\u02bb`\u00b4'\p{Cf}]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]/gu, " "),
  longest,
);
