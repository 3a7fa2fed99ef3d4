//! The explorer: the page a browser is given at `/graphql`, and the files that page is made of, all inside the binary.
//!
//! Here: the page, its files and their headers. Not here: the list of personas (`/explorer/personas.json` is a route of
//! its own, which the router prefers to `/explorer/{file}`), tokens, GraphQL, or any address of another host. The page
//! works with the network unplugged, and its content security policy holds it to that.
//!
//! # Why
//! *Why vendored*: a page that fetches its scripts from a content network tells that network who reads the record, and
//! runs whatever the network sends beside the reader's token. `api/assets/explorer/README.md` says what the files are,
//! with their sums, and how to make them again.
//!
//! *Why gzip whatever the client accepts*: the vendored files are kept compressed and there is no second copy. Every
//! browser reads gzip, and `Content-Encoding` says what was sent. Filtering proxies in agencies often strike out or
//! rewrite `Accept-Encoding`; a refusal would break the page for readers whose browsers can read it. RFC 9110, 12.5.3,
//! leaves this to the server. One address, one set of bytes: so one `ETag`, and no `Vary`.

use std::sync::LazyLock;

use aws_lc_rs::digest;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// What the page may load, and from where: this host, and nothing else. `unsafe-inline` is for styles alone: the
/// editors place their lines and cursors with style attributes. `ws:` and `wss:` are named because older browsers do
/// not count a WebSocket to the same host as `'self'`. `form-action` keeps a token typed into the page out of an address.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; \
                      img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; \
                      form-action 'none'";

/// Kept by the browser, and asked about each time: a new binary is never seen with an old file.
const CACHE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

/// A script is run only if we said that it is one.
const NO_SNIFFING: (HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");

const PAGE: &str = include_str!("../../assets/explorer/explorer.html");
const OFF: &str = r#"data-demonstration="no""#;
const ON: &str = r#"data-demonstration="yes""#;

/// A file of the page, as it is kept in the binary.
struct File {
    name: &'static str,
    kind: &'static str,
    gzip: bool,
    body: &'static [u8],
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const SVG: &str = "image/svg+xml";

static FILES: [File; 10] = [
    File::own("explorer.js", SCRIPT, include_bytes!("../../assets/explorer/explorer.js")),
    File::own("examples.js", SCRIPT, include_bytes!("../../assets/explorer/examples.js")),
    File::own("explorer.css", STYLE, include_bytes!("../../assets/explorer/explorer.css")),
    File::own("icon.svg", SVG, include_bytes!("../../assets/explorer/icon.svg")),
    File::own("licences.txt", TEXT, include_bytes!("../../assets/explorer/licences.txt")),
    File::vendored("react.js", SCRIPT, include_bytes!("../../assets/explorer/react.js.gz")),
    File::vendored("react-dom.js", SCRIPT, include_bytes!("../../assets/explorer/react-dom.js.gz")),
    File::vendored("graphql-ws.js", SCRIPT, include_bytes!("../../assets/explorer/graphql-ws.js.gz")),
    File::vendored("graphiql.js", SCRIPT, include_bytes!("../../assets/explorer/graphiql.js.gz")),
    File::vendored("graphiql.css", STYLE, include_bytes!("../../assets/explorer/graphiql.css.gz")),
];

/// The strong `ETag` of each file, in the order of [`FILES`]: the start of the SHA-256 of the bytes sent.
static TAGS: LazyLock<Vec<String>> = LazyLock::new(|| FILES.iter().map(File::tag).collect());

impl File {
    const fn own(name: &'static str, kind: &'static str, body: &'static [u8]) -> Self {
        Self { name, kind, gzip: false, body }
    }

    const fn vendored(name: &'static str, kind: &'static str, body: &'static [u8]) -> Self {
        Self { name, kind, gzip: true, body }
    }

    fn tag(&self) -> String {
        let sum = digest::digest(&digest::SHA256, self.body);
        let start: Vec<u8> = sum.as_ref().iter().copied().take(15).collect();
        format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(start))
    }
}

/// The explorer's page. With `demonstration` it offers the personas; without, a field for the reader's own token.
///
/// The caller decides whether the reader is to have a page at all: `/graphql` gives it only to those who ask for HTML,
/// hence `Vary: Accept`.
#[must_use]
pub(super) fn page(demonstration: bool) -> Response {
    let page = if demonstration { PAGE.replacen(OFF, ON, 1) } else { PAGE.to_owned() };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::VARY, "Accept"),
        CACHE,
        NO_SNIFFING,
    ];
    (headers, Html(page)).into_response()
}

/// The files of the page, at `/explorer/{file}`. The licences of the vendored ones are among them.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/explorer/{file}", get(file))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((file, tag)) = FILES.iter().zip(TAGS.iter()).find(|(file, _)| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = [(header::ETAG, tag.as_str()), CACHE, NO_SNIFFING];
    if holds(&headers, tag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let encoding = file.gzip.then_some([(header::CONTENT_ENCODING, "gzip")]);
    (kept, encoding, [(header::CONTENT_TYPE, file.kind)], file.body).into_response()
}

/// Whether the client says, in `If-None-Match`, that it already has the file with this tag.
fn holds(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(name: &str, held: Option<&str>) -> Response {
        let held = held.and_then(|tag| tag.parse().ok());
        let headers = held.map(|tag| (header::IF_NONE_MATCH, tag)).into_iter().collect();
        file(Path(name.to_owned()), headers).await
    }

    #[test]
    fn the_page_can_be_told_that_it_is_a_demonstration() {
        assert_eq!(PAGE.matches(OFF).count(), 1);
        assert_eq!(PAGE.matches(ON).count(), 0);
    }

    #[test]
    fn the_page_and_our_own_files_name_no_other_host_and_hold_no_inline_script() {
        let own = FILES.iter().filter(|file| !file.gzip && file.name != "licences.txt");
        let texts = own.filter_map(|file| std::str::from_utf8(file.body).ok()).chain([PAGE]);
        for text in texts {
            let text = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
        }
        assert_eq!(PAGE.matches("<script").count(), PAGE.matches(" src=\"explorer/").count());
    }

    #[tokio::test]
    async fn every_file_the_page_names_is_served() {
        let names: Vec<&str> = PAGE.split("\"explorer/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.len() > 5);
        for name in names {
            assert_eq!(ask(name, None).await.status(), StatusCode::OK, "{name}");
        }
        assert_eq!(ask("explorer.html", None).await.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_file_already_held_is_not_sent_again() {
        for (file, tag) in FILES.iter().zip(TAGS.iter()) {
            assert_eq!(ask(file.name, Some(tag)).await.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(ask(file.name, Some("\"another\"")).await.status(), StatusCode::OK);
        }
    }
}
