// The code of a letter's picture comes behind the #, which no server gets to see; it leaves the address at once.
const code = decodeURIComponent(location.hash.slice(1));
if (code) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname);
  document.getElementById("new").focus();
}
