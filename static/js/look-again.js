// While a file is worked, the page is loaded again by itself every few seconds. Without script there is its link.
const standing = document.querySelector("[data-look-again]");
if (standing) {
  window.setTimeout(() => {
    if (!document.hidden) {
      window.location.reload();
    } else {
      document.addEventListener("visibilitychange", () => window.location.reload(), { once: true });
    }
  }, 2500);
}
