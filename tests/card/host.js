// A host of MCP Apps as simple as can be: the official bridge around one frame, and the calls relayed to Python
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

const options = window.OPTIONS;
const log = (window.log = []);

window.open_card = async (html) => {
  await window.bridge?.close?.();
  document.getElementById("place").replaceChildren();
  const frame = document.createElement("iframe");
  frame.title = "card";
  frame.sandbox = options.sandbox;
  frame.style.cssText = "border:0;width:100%;height:40px;display:block";
  window.frame_ = frame;
  const ready = options.proxy ? new Promise((done) => addEventListener("message", function seen(event) {
    if (event.source === frame.contentWindow && event.data?.method === "ui/notifications/sandbox-proxy-ready") {
      removeEventListener("message", seen);
      done();
    }
  })) : Promise.resolve();
  frame.src = options.proxy ? options.proxy : "about:blank";
  if (!options.proxy) frame.srcdoc = html, frame.removeAttribute("src");
  document.getElementById("place").append(frame);

  const capabilities = { openLinks: {}, serverTools: {}, ...(options.context === false ? {} : { updateModelContext: { text: {} } }) };
  const bridge = (window.bridge = new AppBridge(null, { name: "Test host", version: "1" }, capabilities, { hostContext: options.hostContext }));
  bridge.oncalltool = async (params) => JSON.parse(await window.relay(JSON.stringify(params)));
  if (options.context !== false) bridge.onupdatemodelcontext = async (params) => (log.push(params), {});
  bridge.onopenlink = async ({ url }) => (log.push({ url }), {});
  bridge.onsizechange = ({ height }) => { if (height != null) frame.style.height = `${height}px`; };
  const initialized = new Promise((done) => { bridge.oninitialized = done; });
  await ready;
  if (options.silent) return "silent";
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  if (options.proxy) await bridge.sendSandboxResourceReady({ html, sandbox: options.sandbox });
  await initialized;
  return "open";
};

window.raw_request = (method) => new Promise((done) => {
  addEventListener("message", ({ data }) => { if (data?.id === 987654) done(data); });
  window.frame_.contentWindow.postMessage({ jsonrpc: "2.0", id: 987654, method, params: {} }, "*");
});

window.give = async (input, result) => {
  if (input) await window.bridge.sendToolInput({ arguments: input });
  if (result) await window.bridge.sendToolResult(result);
};
