// What the page was made with: the product, the rule set, and each question with the answer at hand.

const DATA = JSON.parse(document.getElementById("data").textContent);
const PAGE = DATA.page;
const ITEMS = DATA.items;
