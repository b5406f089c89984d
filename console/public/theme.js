// A file of its own because the content security policy allows no inline script: the page must not flash white first.
{
  const chosen = localStorage.getItem('liuke.theme');
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}
