// The 24 listings of one marketplace page, in memory: title, summary and price, as our own page shows them.
const kinds = ["Landing page", "To-do list", "Kanban board", "Dashboard", "Portfolio", "Quiz"];
const styles = ["with dark mode", "for small teams", "with search and tags", "in warm colours"];

export const listings = Array.from({ length: 24 }, (_, n) => ({
  id: n + 1,
  title: `${kinds[n % kinds.length]} ${styles[n % styles.length]}`,
  summary: `A ${kinds[n % kinds.length].toLowerCase()} ${styles[n % styles.length]}, ready to open and change.`,
  price: n % 3 === 0 ? "Free" : `$${(n + 4).toString()}.00`,
}));
