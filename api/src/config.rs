//! The configuration: one struct for everything, read once, when the process starts.
//!
//! Lives here: every setting with its default, its meaning and its limits, and the rule of precedence: a flag before
//! an environment variable before the file before the default.
//! Must not live here: reading the command line (`main`), and opening what a setting names (whoever uses it).
//!
//! *Why strings from flags and the environment.* `main` hands them over unread, so that one set of readers (serde's,
//! below) judges all three sources alike and an error can name the flag, the variable or the line of the file.

mod issuer;
mod value;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use issuer::{Algorithm, Issuer, KeySource, LOCAL_ISSUER};
pub use value::{DatabaseUrl, Log};

use value::{address, another_address, within};

/// Everything that can be set. Relative paths are relative to the working directory, those of key files to the folder of
/// the file that names them.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address and port to listen on. Default `127.0.0.1:8000`: this machine only.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// An address and port of its own for `/metrics`, which is then nowhere else. Default none: it is at `listen` with
    /// everything. Numbers that move tell who watches them that somebody did something.
    #[serde(deserialize_with = "another_address")]
    pub metrics_listen: Option<SocketAddr>,
    /// The database, `sqlite://…` or `postgres://…`. Default none: `demo` makes its own in `data_dir`.
    pub database_url: Option<DatabaseUrl>,
    /// The folder for what the process itself keeps: the embedded database and the local issuer's key. Default
    /// `./data`.
    pub data_dir: PathBuf,
    /// How the log is written to standard error: `text` for people, `json` for machines. Default `text`.
    pub log: Log,
    /// Whether a request without a token is answered, with what is public. Default `true`; `false` refuses it.
    pub public_access: bool,
    /// Whether tokens of the local development issuer, whose key lies in `data_dir`, are accepted. Default `false`.
    pub development: bool,
    /// Whether a browser is shown the explorer. Default `true`.
    pub explorer: bool,
    /// Whose tokens are accepted, and with which keys. Default nobody's. In the file only: `[[issuers]]`.
    #[serde(deserialize_with = "issuer::read")]
    pub issuers: Vec<Issuer>,
    /// By how many seconds an issuer's clock may differ from ours. 0 to 60, default 30.
    #[serde(deserialize_with = "within::<_, _, 0, 60>")]
    pub token_leeway_seconds: u64,
    /// The most connections to the database at once. 1 to 1000, default 8.
    #[serde(deserialize_with = "within::<_, _, 1, 1_000>")]
    pub database_connections: u32,
    /// After how many seconds a request is given up; streams are not requests. 1 to 600, default 30.
    #[serde(deserialize_with = "within::<_, _, 1, 600>")]
    pub request_timeout_seconds: u64,
    /// The most bytes of one request's body. 1024 to 67108864, default 262144.
    #[serde(deserialize_with = "within::<_, _, 1_024, 67_108_864>")]
    pub max_body_bytes: usize,
    /// The most subscriptions that one socket holds at once. 1 to 1000, default 32.
    #[serde(deserialize_with = "within::<_, _, 1, 1_000>")]
    pub max_subscriptions_per_socket: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8_000)),
            metrics_listen: None,
            database_url: None,
            data_dir: PathBuf::from("./data"),
            log: Log::Text,
            public_access: true,
            development: false,
            explorer: true,
            issuers: Vec::new(),
            token_leeway_seconds: 30,
            database_connections: 8,
            request_timeout_seconds: 30,
            max_body_bytes: 262_144,
            max_subscriptions_per_socket: 32,
        }
    }
}

/// Why the configuration cannot be used: one line that names the flag, the variable or the file, and the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadConfig(String);

/// Where a setting outside the file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the command line.
    Flag,
    /// In the environment.
    Variable,
}

/// A setting from the command line or the environment, not yet read.
#[derive(Clone, Debug)]
pub struct Given {
    /// The key, as the file spells it.
    pub key: &'static str,
    /// What was given.
    pub value: String,
    /// Where it was given.
    pub place: Place,
}

impl Config {
    /// The configuration of `file`, if any, with what was `given` before it. A setting that is given twice counts as
    /// it was given last.
    ///
    /// # Errors
    /// When the file cannot be read, a key or variable is unknown, or a value is not one its setting can have; also
    /// when a value in the file is bad and something given overrides it.
    pub fn load(file: Option<&Path>, given: &[Given]) -> Result<Self, BadConfig> {
        let mut table = file.map_or_else(|| Ok(toml::Table::new()), read_file)?;
        for setting in given {
            table.insert(setting.key.to_owned(), setting.read()?);
        }
        let mut config: Self =
            table.try_into().map_err(|error: toml::de::Error| BadConfig(one_line(error.message())))?;
        if let Some(folder) = file.and_then(Path::parent) {
            config.issuers.iter_mut().for_each(|issuer| issuer.beside(folder));
        }
        Ok(config)
    }
}

impl Given {
    /// The value as the setting wants it: text, or the number or truth value that the text spells.
    fn read(&self) -> Result<toml::Value, BadConfig> {
        let text = self.value.as_str();
        let spelt = text.parse().map(toml::Value::Integer).or_else(|_| text.parse().map(toml::Value::Boolean)).ok();
        let mut refused = String::new();
        for value in [Some(toml::Value::String(text.to_owned())), spelt].into_iter().flatten() {
            let alone = toml::Table::from_iter([(self.key.to_owned(), value.clone())]);
            match alone.try_into::<Config>() {
                Ok(_) => return Ok(value),
                // A value of the right type that is refused says more than one of the wrong type.
                Err(error) if refused.is_empty() || refused.starts_with("invalid type") => {
                    refused = one_line(error.message());
                }
                Err(_) => {}
            }
        }
        Err(BadConfig(format!("{}: {}", self.name(), refused)))
    }

    fn name(&self) -> String {
        match self.place {
            Place::Flag => format!("--{}", self.key.replace('_', "-")),
            Place::Variable => format!("ROUNDTABLE_{}", self.key.to_uppercase()),
        }
    }
}

/// Refuses variables that look like ours and are not, so that a slip of the pen is not silently a default. `known`
/// are the names of the variables that mean something.
///
/// # Errors
/// When `present` has a variable whose name begins with `ROUNDTABLE_` and is not known.
pub fn refuse_unknown(present: impl IntoIterator<Item = (String, String)>, known: &[String]) -> Result<(), BadConfig> {
    let mut strangers: Vec<String> = present
        .into_iter()
        .filter(|(name, value)| name.starts_with("ROUNDTABLE_") && !known.contains(name) && !orchestrated(name, value))
        .map(|(name, _)| name)
        .collect();
    strangers.sort_unstable();
    if strangers.is_empty() {
        return Ok(());
    }
    let mend = "correct the name or remove it; `roundtable --help` lists the settings";
    let issuers = "; issuers are a list, written in the file that --config names, under [[issuers]]";
    let more = if strangers.iter().any(|name| name == "ROUNDTABLE_ISSUERS") { issuers } else { "" };
    Err(BadConfig(format!("no setting has the environment variable {}: {mend}{more}", strangers.join(", "))))
}

/// Kubernetes tells every container of a service named `roundtable` where that service is, in variables of its own
/// making (`ROUNDTABLE_SERVICE_HOST`, `ROUNDTABLE_PORT=tcp://…`, `ROUNDTABLE_PORT_8000_TCP_ADDR`): nobody's mistake.
fn orchestrated(name: &str, value: &str) -> bool {
    let transport = ["_TCP", "_UDP", "_SCTP"];
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && value.contains("://"))
        || (name.contains("_PORT_") && transport.iter().any(|word| name.contains(word)))
}

/// The file's table, once the file has been read as a whole configuration, which is when mistakes still have lines.
fn read_file(path: &Path) -> Result<toml::Table, BadConfig> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        BadConfig(format!("{name} cannot be read ({error}): give --config the path of a readable TOML file"))
    })?;
    let mistake = |error: toml::de::Error| {
        let reason = one_line(error.message());
        let Some(span) = error.span() else { return BadConfig(format!("{name}: {reason}")) };
        let before = text.as_bytes().get(..span.start).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        // The key and never the value: a line may hold the database's password.
        let key = text.lines().nth(line - 1).and_then(|line| line.split_once('=')).map(|(key, _)| key.trim());
        let key = key.map(|key| format!(", {key}")).unwrap_or_default();
        BadConfig(format!("{name}, line {line}{key}: {reason}"))
    };
    toml::from_str::<Config>(&text).map_err(mistake)?;
    toml::from_str(&text).map_err(mistake)
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
