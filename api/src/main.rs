//! The command line: arguments only.
//!
//! Lives here: the commands and their arguments, the log, the allocator, and how the process ends.
//! Must not live here: what a command does (`roundtable::run`) and what a setting means (`roundtable::config`).
//!
//! Every setting is a flag, an environment variable and a key of the file, all of one name. Flags and variables are
//! handed to the configuration as they were written, so that one place judges all three.

use std::ffi::OsString;
use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use roundtable::config::{Config, Given, Log, Place, refuse_unknown};
use roundtable::run;
use roundtable::store::Mark;
use tracing_subscriber::EnvFilter;

/// The seed of a synthetic partnership when none is given.
const SEED: u64 = 1;

/// The stack of a thread, in bytes. A field is answered from within the one around it: the deepest question takes 3 MiB
/// in a build without optimisation, and a stack that overflows ends the program for everybody. A page that is not used
/// takes no memory.
const STACK: usize = 16 * 1024 * 1024;

/// A shared record for agencies around one table, scoped to each reader.
///
/// Without a command: `demo`.
#[derive(Debug, Parser)]
#[command(name = "roundtable", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    deed: Option<Deed>,

    /// Read settings from this TOML file; flags and variables come before it.
    #[arg(long, env = "ROUNDTABLE_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Serve the database; no demonstration data, and no local issuer without `--development`.
    Serve,
    /// Bring the database to the current schema. Safe to run twice, and from several nodes at once.
    Migrate,
    /// Make an embedded database, load the demonstration partnership once, serve it, and print a token per persona.
    Demo {
        /// Instead, add this many units of a synthetic partnership for load tests (a unit is 200 organisations).
        #[arg(long, env = "ROUNDTABLE_SCALE", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        scale: Option<u32>,
        /// Make the synthetic partnership from this seed; the same seed makes the same partnership.
        #[arg(long, env = "ROUNDTABLE_SEED", value_name = "S", default_value_t = SEED)]
        seed: u64,
    },
    /// Print a token from the local development issuer of `--data-dir`.
    Token {
        /// Whom the token is for.
        #[arg(long, env = "ROUNDTABLE_ACCOUNT", value_name = "SLUG")]
        account: String,
        /// How long the token is valid: a number and s, m, h or d.
        #[arg(long, env = "ROUNDTABLE_EXPIRES_IN", value_name = "TIME", default_value = "1h", value_parser = lifetime)]
        expires_in: Duration,
        /// Narrow the token to these scopes, such as "read write:actions"; without, it may do all the account may.
        #[arg(long, env = "ROUNDTABLE_SCOPE", value_name = "SCOPE", value_delimiter = ' ')]
        scope: Option<Vec<String>>,
    },
    /// Print the decision table that the server enforces, made from its code: who may know of what, and why.
    Policy {
        /// In Markdown, as the copy beside the code is.
        #[arg(long)]
        markdown: bool,
    },
    /// Check the ledger, or copy it out.
    Ledger {
        #[command(subcommand)]
        deed: LedgerDeed,
    },
    /// Print the schema (SDL): whole, or as an account of the record sees it.
    Schema {
        /// Whose schema.
        #[arg(long, env = "ROUNDTABLE_ACCOUNT", value_name = "SLUG")]
        account: Option<String>,
        /// The organisation that the account acts for, if it can act for several.
        #[arg(long, value_name = "SLUG", requires = "account")]
        acting_for: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum LedgerDeed {
    /// Check that no line of the ledger was changed, taken out or put elsewhere.
    Verify {
        /// Check this copy, which `ledger export` wrote, instead of the database.
        #[arg(long, value_name = "FILE")]
        copy: Option<PathBuf>,
        /// The ledger has to hold the line that an earlier check printed.
        #[arg(long, value_name = "LINE:DIGEST")]
        holds: Option<Mark>,
    },
    /// Print every line of the ledger as JSON, with its digest: for a copy that is kept elsewhere.
    Export,
}

/// The settings, as written. `roundtable::config::Config` says what each means.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct Settings {
    /// Listen on this address and port [default: 127.0.0.1:8000]
    #[arg(long, env = "ROUNDTABLE_LISTEN", value_name = "ADDRESS", global = true)]
    listen: Option<String>,
    /// Answer /metrics on this address and port and nowhere else [default: with everything]
    #[arg(long, env = "ROUNDTABLE_METRICS_LISTEN", value_name = "ADDRESS", global = true)]
    metrics_listen: Option<String>,
    /// The database, sqlite://… or postgres://…
    #[arg(long, env = "ROUNDTABLE_DATABASE_URL", value_name = "URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// The folder for the embedded database and the local issuer's key [default: ./data]
    #[arg(long, env = "ROUNDTABLE_DATA_DIR", value_name = "FOLDER", global = true)]
    data_dir: Option<String>,
    /// Write the log as text or json [default: text]
    #[arg(long, env = "ROUNDTABLE_LOG", value_name = "FORM", global = true)]
    log: Option<String>,
    /// Answer requests without a token with what is public [default: true]
    #[arg(long, env = "ROUNDTABLE_PUBLIC_ACCESS", value_name = "BOOL", global = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    public_access: Option<String>,
    /// Accept tokens of the local development issuer [default: false]
    #[arg(long, env = "ROUNDTABLE_DEVELOPMENT", value_name = "BOOL", global = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    development: Option<String>,
    /// Show browsers the explorer [default: true]
    #[arg(long, env = "ROUNDTABLE_EXPLORER", value_name = "BOOL", global = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    explorer: Option<String>,
    /// By how much an issuer's clock may differ from ours, at most 60 [default: 30]
    #[arg(long, env = "ROUNDTABLE_TOKEN_LEEWAY_SECONDS", value_name = "N", global = true)]
    token_leeway_seconds: Option<String>,
    /// The most connections to the database [default: 8]
    #[arg(long, env = "ROUNDTABLE_DATABASE_CONNECTIONS", value_name = "N", global = true)]
    database_connections: Option<String>,
    /// Give a request up after this time [default: 30]
    #[arg(long, env = "ROUNDTABLE_REQUEST_TIMEOUT_SECONDS", value_name = "N", global = true)]
    request_timeout_seconds: Option<String>,
    /// The longest body of a request [default: 262144]
    #[arg(long, env = "ROUNDTABLE_MAX_BODY_BYTES", value_name = "N", global = true)]
    max_body_bytes: Option<String>,
    /// The most subscriptions of one socket [default: 32]
    #[arg(long, env = "ROUNDTABLE_MAX_SUBSCRIPTIONS_PER_SOCKET", value_name = "N", global = true)]
    max_subscriptions_per_socket: Option<String>,
}

impl Settings {
    /// The settings that were given, and where. An empty variable is one that was not set: that is how compose files
    /// and unit files write it.
    fn given(self, matches: &ArgMatches) -> Vec<Given> {
        let all = [
            ("listen", self.listen),
            ("metrics_listen", self.metrics_listen),
            ("database_url", self.database_url),
            ("data_dir", self.data_dir),
            ("log", self.log),
            ("public_access", self.public_access),
            ("development", self.development),
            ("explorer", self.explorer),
            ("token_leeway_seconds", self.token_leeway_seconds),
            ("database_connections", self.database_connections),
            ("request_timeout_seconds", self.request_timeout_seconds),
            ("max_body_bytes", self.max_body_bytes),
            ("max_subscriptions_per_socket", self.max_subscriptions_per_socket),
        ];
        let place = |key| match matches.value_source(key) {
            Some(ValueSource::EnvVariable) => Place::Variable,
            _ => Place::Flag,
        };
        all.into_iter()
            .filter_map(|(key, value)| Some(Given { key, value: value?, place: place(key) }))
            .filter(|given| given.place == Place::Flag || !given.value.is_empty())
            .collect()
    }
}

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    match Cli::from_arg_matches(&matches).map_err(|error| error.exit()).and_then(|cli| start(cli, &matches)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // If there is nobody to tell, the exit code says it.
            let _ = writeln!(stderr(), "roundtable: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line says. Whatever stops it comes back as one line.
fn start(cli: Cli, matches: &ArgMatches) -> Result<(), String> {
    let present = std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value)));
    refuse_unknown(present, &variables(&Cli::command())).map_err(|error| error.to_string())?;
    let given = cli.settings.given(matches);
    let config = Config::load(cli.config.as_deref(), &given).map_err(|error| error.to_string())?;
    start_log(config.log)?;
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let threads = threads.map_err(|error| format!("the system gives no threads to run on ({error})"))?;
    let deed = cli.deed.unwrap_or(Deed::Demo { scale: None, seed: SEED });
    let done = threads.block_on(async {
        match deed {
            Deed::Serve => run::serve(config).await,
            Deed::Migrate => run::migrate(config).await,
            Deed::Demo { scale, seed } => run::demo(config, scale, seed).await,
            Deed::Token { account, expires_in, scope } => run::token(config, &account, expires_in, scope).await,
            Deed::Policy { markdown } => {
                run::policy(markdown);
                Ok(())
            }
            Deed::Ledger { deed: LedgerDeed::Verify { copy, holds } } => {
                run::verify_ledger(config, copy.as_deref(), holds).await
            }
            Deed::Ledger { deed: LedgerDeed::Export } => run::export_ledger(config).await,
            Deed::Schema { account, acting_for } => run::schema(config, account.as_deref(), acting_for).await,
        }
    });
    done.map_err(|stop| stop.to_string())
}

/// The log goes to standard error, at the level that `RUST_LOG` says (`info` if it says nothing).
fn start_log(form: Log) -> Result<(), String> {
    let wanted = std::env::var_os("RUST_LOG").map(lossy).filter(|wanted| !wanted.is_empty());
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or("info"))
        .map_err(|error| format!("RUST_LOG: {error}; write for example `info` or `info,roundtable=debug`"))?;
    // A log that cannot be written, say on a full disk, is no reason to fail whoever asks.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).log_internal_errors(false);
    let started = match form {
        Log::Json => log.json().flatten_event(true).try_init(),
        Log::Text => log.with_ansi(stderr().is_terminal()).try_init(),
    };
    started.map_err(|error| format!("the log cannot be started ({error})"))
}

/// The environment variables that mean something, to any command.
fn variables(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env()).map(|name| lossy(name.to_owned()));
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

fn lossy(text: OsString) -> String {
    text.into_string().unwrap_or_else(|text| text.to_string_lossy().into_owned())
}

/// A time such as `90s`, `30m`, `1h` or `7d`. One number and one unit is all that a token's life needs, and fewer
/// lines than a dependency.
fn lifetime(text: &str) -> Result<Duration, String> {
    let wanted = "write a whole number and s, m, h or d, such as 30m, 1h or 7d";
    let unit = text.chars().last().ok_or(wanted)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(wanted.to_owned()),
    };
    let number: u64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wanted)?;
    let total = number.checked_mul(seconds).filter(|total| *total > 0).ok_or(wanted)?;
    Ok(Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings given by a command line, without regard to this process's environment.
    fn given(line: &str) -> Vec<(&'static str, String)> {
        let command = Cli::command().mut_args(|argument| argument.env(None::<&str>));
        let matches = command.try_get_matches_from(line.split(' ')).unwrap();
        let cli = Cli::from_arg_matches(&matches).unwrap();
        cli.settings.given(&matches).into_iter().map(|given| (given.key, given.value)).collect()
    }

    fn deed(line: &str) -> Option<Deed> {
        Cli::try_parse_from(line.split(' ')).unwrap().deed
    }

    #[test]
    fn the_command_line_hangs_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_key_of_the_file_is_a_flag_and_a_variable_of_the_same_name() {
        let path = std::env::temp_dir().join(format!("roundtable-{}.toml", std::process::id()));
        std::fs::write(&path, "nonsense = 1").unwrap();
        let message = Config::load(Some(&path), &[]).unwrap_err().to_string();
        std::fs::remove_file(path).unwrap();
        let (_, keys) = message.split_once("expected one of").unwrap();
        let keys = keys.split('`').skip(1).step_by(2).filter(|key| *key != "issuers");
        let mut seen = 0;
        for key in keys {
            let flag = format!("--{}", key.replace('_', "-"));
            let given = given(&format!("roundtable {flag}=x"));
            assert_eq!(given, [(given[0].0, "x".to_owned())]);
            assert_eq!(given[0].0, key);
            assert!(variables(&Cli::command()).contains(&format!("ROUNDTABLE_{}", key.to_uppercase())), "{key}");
            seen += 1;
        }
        assert_eq!(seen, 13);
    }

    #[test]
    fn flags_may_stand_before_and_after_the_command() {
        assert_eq!(given("roundtable --log json serve"), [("log", "json".to_owned())]);
        assert_eq!(given("roundtable serve --log json"), [("log", "json".to_owned())]);
        assert_eq!(given("roundtable serve --development"), [("development", "true".to_owned())]);
        assert_eq!(given("roundtable serve --explorer=false"), [("explorer", "false".to_owned())]);
    }

    #[test]
    fn no_command_is_none() {
        assert!(deed("roundtable").is_none());
    }

    #[test]
    fn a_token_has_an_account_a_lifetime_and_scopes() {
        let line = "roundtable token --account mps-delegate --expires-in 7d --scope read --scope write:actions";
        let Some(Deed::Token { account, expires_in, scope }) = deed(line) else { panic!("not a token") };
        assert_eq!(account, "mps-delegate");
        assert_eq!(expires_in, Duration::from_hours(7 * 24));
        assert_eq!(scope.unwrap(), ["read", "write:actions"]);
        let one = Cli::try_parse_from(["roundtable", "token", "--account", "a", "--scope", "read write:minutes"]);
        let Some(Deed::Token { scope, .. }) = one.unwrap().deed else { panic!("not a token") };
        assert_eq!(scope.unwrap(), ["read", "write:minutes"]);
    }

    #[test]
    fn a_demonstration_may_be_scaled() {
        let Some(Deed::Demo { scale, seed }) = deed("roundtable demo --scale 3 --seed 9") else { panic!("not a demo") };
        assert_eq!((scale, seed), (Some(3), 9));
        assert!(Cli::try_parse_from(["roundtable", "demo", "--scale", "0"]).is_err());
    }

    #[test]
    fn lifetimes_are_a_number_and_a_unit() {
        assert_eq!(lifetime("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(lifetime("30m"), Ok(Duration::from_mins(30)));
        assert_eq!(lifetime("1h"), Ok(Duration::from_hours(1)));
        for wrong in ["", "h", "1", "1w", "-1h", "1.5h", "0m", "1hh", "9999999999999999999d", "1 h", "1h30m"] {
            assert!(lifetime(wrong).is_err(), "{wrong}");
        }
    }
}
