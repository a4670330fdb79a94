// The sheet's QR code opens this page with the code behind the #, which no server and no log ever sees.
const field = document.getElementById("code");
const code = decodeURIComponent(location.hash.slice(1));
if (/^[0-9A-Za-z-]{12,16}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
