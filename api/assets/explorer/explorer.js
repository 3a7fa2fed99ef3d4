// The explorer: GraphiQL, and above it a choice of who is asking.
// Whoever asks is sent with every request, over HTTP and over the WebSocket, and is never written to storage.
// The example queries are in examples.js.

import { examples, first } from "./examples.js";

const { React, ReactDOM, GraphiQL, graphqlWs } = globalThis;
const { createElement, useEffect } = React;
const demonstration = document.documentElement.dataset.demonstration === "yes";
const $ = (id) => document.getElementById(id);

// The page is served at …/graphql itself, so this also holds behind a proxy that adds a prefix.
const endpoint = new URL("graphql", document.baseURI);
const personasAddress = new URL("explorer/personas.json", document.baseURI);
const socketAddress = new URL(endpoint);
socketAddress.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

// Who is asking.

// `token` and `hat` are null for the public; `slug` is the persona of the demonstration, if one was chosen.
let asker = { slug: null, token: null, hat: null };
let personas = [];

async function identity(asker) {
    if (asker.slug && expiresSoon(asker.token)) {
        personas = await readPersonas();
        asker.token = personas.find((persona) => persona.slug === asker.slug)?.token ?? null;
    }
    const headers = {};
    if (asker.token) headers["Authorization"] = `Bearer ${asker.token}`;
    if (asker.hat) headers["Roundtable-Acting-For"] = asker.hat;
    return headers;
}

function expiresSoon(token) {
    try {
        const claims = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
        return claims.exp * 1000 < Date.now() + 30_000;
    } catch {
        return false;
    }
}

async function readPersonas() {
    const answer = await fetch(personasAddress, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${personasAddress.pathname} answered ${answer.status}`);
    return answer.json();
}

// How a request is sent.

// Codes with which a WebSocket closes; `graphql-ws` would otherwise knock again after a refusal.
const FINISHED = 1000;
const REFUSED = 4403;

let socket = null;

// A fetcher belongs to one asker. GraphiQL reads the schema again whenever it is given another fetcher.
function fetcherFor(asker) {
    socket?.dispose();
    let typedHeaders = {};
    const live = socket = graphqlWs.createClient({
        url: socketAddress.href,
        connectionParams: async () => merged(await identity(asker), typedHeaders),
        shouldRetry: (event) => event instanceof CloseEvent && event.code !== REFUSED,
        on: {
            connected: () => { if (live === socket) say("live", "Live connection open"); },
            closed: ({ code }) => { if (live === socket) say("live", code === FINISHED ? "" : "Live connection closed"); },
        },
    });
    const ask = GraphiQL.createFetcher({
        url: endpoint.href,
        fetch: (url, request) => send(url, request, asker),
        wsClient: { subscribe: (request, sink) => live.subscribe(request, { ...sink, error: (why) => sink.error(inWords(why)) }) },
        enableIncrementalDelivery: false,
    });
    return (request, options) => {
        typedHeaders = options?.headers ?? {};
        return ask(request, options);
    };
}

async function send(url, request, asker) {
    const accept = { Accept: "application/graphql-response+json, application/json;q=0.9" };
    const headers = merged(accept, await identity(asker), request.headers);
    const start = performance.now();
    let answer;
    try {
        answer = await fetch(url, { ...request, headers });
    } catch {
        throw plainError("The server did not answer. Is it still running?");
    }
    const time = Math.round(performance.now() - start);
    const id = answer.headers.get("Request-Id");
    const schemaOnly = request.body.includes('"operationName":"IntrospectionQuery"');
    if (!schemaOnly) say("answer", `Answered ${answer.status} in ${time} ms${id ? `, request ${id}` : ""}`);
    if (!/[/+]json/.test(answer.headers.get("Content-Type") ?? "")) {
        throw plainError(`The server answered ${answer.status} ${answer.statusText}, and not in JSON.`);
    }
    return answer;
}

function inWords(why) {
    if (!(why instanceof CloseEvent)) return why;
    return plainError(`The live connection closed: ${why.code} ${why.reason || "with no reason given"}.`);
}

// GraphiQL prints a thrown error with its stack, which tells the reader nothing.
function plainError(message) {
    return Object.assign(new Error(message), { stack: undefined });
}

// Later headers win, whatever their capitals: what is typed in GraphiQL's headers editor comes last.
function merged(...lists) {
    const all = new Map();
    for (const [name, value] of lists.flatMap(Object.entries)) all.set(name.toLowerCase(), [name, value]);
    return Object.fromEntries(all.values());
}

// GraphiQL.

// GraphiQL's own tabs and editors, once they are there. Filled in by `Desk`.
let desk = null;

function Desk() {
    const tabs = GraphiQL.React.useEditorContext({ nonNull: true });
    const { stop } = GraphiQL.React.useExecutionContext({ nonNull: true });
    useEffect(() => { desk = { ...tabs, stop }; });
    useNamedEditor(tabs.queryEditor, "Query");
    useNamedEditor(tabs.variableEditor, "Variables");
    useNamedEditor(tabs.headerEditor, "Request headers");
    useNamedEditor(tabs.responseEditor, "Answer");
    return null;
}

// An editor that swallows Tab traps everyone who has no mouse; at the bottom, so that completion may still use it.
function useNamedEditor(editor, name) {
    useEffect(() => {
        editor?.setOption("screenReaderLabel", name);
        editor?.addKeyMap({ Tab: false, "Shift-Tab": false }, true);
    }, [editor, name]);
}

// Queries can name people and the machine may be shared: they are kept for this browser tab only, and headers never.
function tabStorage() {
    try {
        return window.sessionStorage;
    } catch {
        return null;
    }
}

const root = ReactDOM.createRoot($("graphiql"));

function draw() {
    root.render(createElement(
        GraphiQL,
        {
            fetcher,
            storage,
            defaultQuery: first.query,
            shouldPersistHeaders: false,
            defaultEditorToolsVisibility: "variables",
            forcedTheme: "system",
        },
        createElement(GraphiQL.Logo, null, " "),
        createElement(Desk),
    ));
}

// What one asker was told must not stay on the screen for the next: live queries stop and answers go, in every tab.
function changeAsker(next) {
    asker = next;
    desk?.stop();
    desk?.responseEditor?.setValue("");
    for (const tab of desk?.tabs ?? []) tab.response = null;
    say("live", "");
    say("answer", "");
    fetcher = fetcherFor(asker);
    draw();
}

function load(example) {
    if (!desk?.queryEditor) return;
    const text = desk.queryEditor.getValue();
    const untouched = text.trim() === "" || examples.some(({ query }) => query === text);
    if (!untouched) ReactDOM.flushSync(() => desk.addTab());
    desk.queryEditor.setValue(example.query);
    desk.variableEditor.setValue(example.variables ? JSON.stringify(example.variables, null, 2) : "");
    desk.responseEditor.setValue("");
    desk.queryEditor.focus();
}

// The bar above.

const sectors = {
    police: "Police",
    prosecution: "Prosecution",
    courts: "Courts",
    probation: "Probation",
    health: "Health",
    council: "Councils",
    councils: "Councils",
    transport: "Transport",
    voluntary: "Voluntary and community sector",
    vcs: "Voluntary and community sector",
};

function say(id, text) {
    $(id).textContent = text;
}

function option(value, text) {
    return Object.assign(document.createElement("option"), { value, textContent: text });
}

function sectorName(slug) {
    const words = (slug || "other").replace(/[-_]/g, " ").toLowerCase();
    return sectors[words] ?? words[0].toUpperCase() + words.slice(1);
}

function showPersonas() {
    const groups = new Map();
    for (const persona of personas) {
        const name = sectorName(persona.sector);
        if (!groups.has(name)) groups.set(name, Object.assign(document.createElement("optgroup"), { label: name }));
        groups.get(name).append(option(persona.slug, `${persona.name} (${persona.slug})`));
    }
    $("persona").replaceChildren(option("", "The public (no token)"), ...groups.values());
    $("personas").hidden = false;
}

function choosePersona(slug, hat) {
    const persona = personas.find((persona) => persona.slug === slug);
    const hats = persona?.hats ?? [];
    const several = hats.length > 1;
    $("persona").value = persona?.slug ?? "";
    $("hats").hidden = !several;
    $("hat").replaceChildren(...(several ? hats.map(({ slug, name }) => option(slug, name)) : []));
    if (several && hats.some(({ slug }) => slug === hat)) $("hat").value = hat;
    say("about", persona?.about ?? "Anyone at all. Sees what has been published.");
    remember(persona?.slug, several ? $("hat").value : null);
    return { slug: persona?.slug ?? null, token: persona?.token ?? null, hat: several ? $("hat").value : null };
}

// The choice is kept after the # of the address, which is never sent to a server. Tokens are not.
function remember(slug, hat) {
    const choice = new URLSearchParams();
    if (slug) choice.set("as", slug);
    if (hat) choice.set("for", hat);
    history.replaceState(null, "", `${location.pathname}${location.search}${slug ? `#${choice}` : ""}`);
}

function remembered() {
    const choice = new URLSearchParams(location.hash.slice(1));
    return choosePersona(choice.get("as"), choice.get("for"));
}

async function setUpPersonas() {
    try {
        personas = await readPersonas();
    } catch (error) {
        showPersonas();
        say("about", `The list of people could not be read (${error.message}), so you are asking as the public.`);
        return asker;
    }
    showPersonas();
    $("persona").addEventListener("change", () => changeAsker(choosePersona($("persona").value, null)));
    $("hat").addEventListener("change", () => changeAsker(choosePersona($("persona").value, $("hat").value)));
    window.addEventListener("hashchange", () => changeAsker(remembered()));
    return remembered();
}

function setUpSignIn() {
    const form = $("sign-in");
    const explain = () => say("about", asker.token
        ? "Asking with your token. It is kept on this page only and is forgotten when you leave or reload it."
        : "Asking as the public. Paste an access token to ask as yourself.");
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const token = $("token").value.trim().replace(/^Bearer\s+/i, "");
        changeAsker({ slug: null, token: token || null, hat: $("acting-for").value.trim() || null });
        explain();
    });
    form.addEventListener("reset", () => {
        changeAsker({ slug: null, token: null, hat: null });
        explain();
    });
    form.hidden = false;
    explain();
    return asker;
}

function setUpExamples() {
    const menu = $("examples");
    const close = () => { menu.open = false; };
    for (const example of examples) {
        const button = Object.assign(document.createElement("button"), { type: "button" });
        const title = Object.assign(document.createElement("strong"), { textContent: example.title });
        const about = Object.assign(document.createElement("span"), { textContent: example.about });
        button.append(title, about);
        button.addEventListener("click", () => { close(); load(example); });
        const item = document.createElement("li");
        item.append(button);
        menu.querySelector("ul").append(item);
    }
    menu.addEventListener("keydown", (event) => {
        const buttons = [...menu.querySelectorAll("button")];
        const at = buttons.indexOf(document.activeElement);
        if (event.key === "Escape") {
            close();
            menu.querySelector("summary").focus();
        } else if (menu.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)].focus();
        }
    });
    menu.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    document.addEventListener("pointerdown", (event) => {
        if (!menu.contains(event.target)) close();
    });
}

// Start.

const storage = tabStorage();
setUpExamples();
asker = demonstration ? await setUpPersonas() : setUpSignIn();
let fetcher = fetcherFor(asker);
draw();
