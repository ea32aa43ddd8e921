// Writes golden.json anew: the answers of citeproc-js, which is not shipped, to the items of golden.json.
//   npm install citeproc   (2.4.63)
//   from github.com/citation-style-language: styles/{apa,chicago-author-date,modern-language-association,
//   bluebook-law-review}.csl and locales/locales-en-US.xml, as of 21 August 2026
//   node make_golden.js <folder of node_modules> <folder of those files> golden.json
// A title and the name of a magazine go in as "nocase", which is how CSL says: as it was published. Left out is an issue
// without a volume, of which one engine gives two answers ("Journal, (262)" and "Journal (262)").
const fs = require("fs");
const [, , modules, folder, file] = process.argv;
const CSL = require(`${modules}/citeproc`);
const styles = {
  apa: "apa",
  chicago: "chicago-author-date",
  mla: "modern-language-association",
  bluebook: "bluebook-law-review",
};
const read = (name) => fs.readFileSync(`${folder}/${name}`, "utf8");
const locale = read("locales-en-US.xml");
// A lone apostrophe would be taken for a quotation mark and lay open the markup around it; this letter looks like one.
const asPublished = (text) => `<span class="nocase">${text.replace(/(\w)['’]/g, "$1ʼ")}</span>`;

function answers(name, items) {
  let given;
  const system = { retrieveLocale: () => locale, retrieveItem: () => given };
  const engine = new CSL.Engine(system, read(`${styles[name]}.csl`), "en-US");
  engine.setOutputFormat("text");
  return items.map((item) => {
    given = { ...item, title: asPublished(item.title) };
    if (item["container-title"]) given["container-title"] = asPublished(item["container-title"]);
    engine.updateItems([item.id]);
    const isNote = name === "bluebook";
    const made = isNote ? engine.makeCitationCluster([{ id: item.id }]) : engine.makeBibliography()[1].join("");
    return made.trim().replaceAll("ʼ", "’");
  });
}

const rows = JSON.parse(fs.readFileSync(file, "utf8"));
for (const name of Object.keys(styles)) {
  answers(name, rows.map((row) => row.item)).forEach((text, place) => { rows[place][name] = text; });
}
fs.writeFileSync(file, `${JSON.stringify(rows, null, 1)}\n`);
