// The charts take the page's ink, now and when the reader's system changes between light and dark.
(function () {
  function paint() {
    var ink = getComputedStyle(document.documentElement).getPropertyValue("--quiet").trim();
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
      Plotly.relayout(chart, { "font.color": ink });
    });
  }
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
})();
