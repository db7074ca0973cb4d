// Runs before the first paint, so that a chosen theme never flashes the other one. A file, because the policy allows no inline script.
try {
  const theme = localStorage.getItem('statex.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme stays.
}
