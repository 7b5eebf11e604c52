// Small mends of the theme's frame for screen readers.
document.addEventListener("DOMContentLoaded", () => {
  // A button whose name differs from what it shows cannot be called by voice: let the text be it.
  for (const button of document.querySelectorAll(".search-button-field")) {
    button.removeAttribute("aria-label");
  }
  // The book's name at the top of the menu belongs to a landmark.
  const logo = document.querySelector(".sidebar-primary-items__start .navbar-brand")?.parentElement;
  if (logo) {
    logo.setAttribute("role", "navigation");
    logo.setAttribute("aria-label", "Cover");
  }
});
