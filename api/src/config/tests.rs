//! What the configuration accepts, and what it says of what it doesn't.

use std::path::PathBuf;

use super::*;

/// A configuration file that is removed when the test ends.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("roundtable-{}.toml", crate::clock::Clock::system().id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn load(&self) -> Result<Config, BadConfig> {
        Config::load(Some(&self.0), &[])
    }

    /// The error, with the file's path shortened.
    fn mistake(&self) -> String {
        let message = self.load().unwrap_err().to_string();
        assert!(!message.contains('\n'), "more than one line: {message}");
        message.replace(&self.0.display().to_string(), "FILE")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn flag(key: &'static str, value: &str) -> Given {
    Given { key, value: value.to_owned(), place: Place::Flag }
}

fn variable(key: &'static str, value: &str) -> Given {
    Given { key, value: value.to_owned(), place: Place::Variable }
}

fn refused(given: Given) -> String {
    Config::load(None, &[given]).unwrap_err().to_string()
}

#[test]
fn nothing_given_is_the_default() {
    let config = Config::load(None, &[]).unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(config.listen.to_string(), "127.0.0.1:8000");
    assert!(config.issuers.is_empty() && !config.development && config.public_access);
}

#[test]
fn an_empty_file_is_the_default_too() {
    assert_eq!(File::new("").load().unwrap(), Config::default());
}

#[test]
fn every_key_can_be_set_in_the_file() {
    let file = File::new(
        r#"
        listen = "0.0.0.0:9000"
        metrics_listen = "127.0.0.1:9001"
        database_url = "postgres://roundtable:secret@db/roundtable"
        data_dir = "/var/lib/roundtable"
        log = "json"
        public_access = false
        development = true
        explorer = false
        token_leeway_seconds = 0
        database_connections = 20
        request_timeout_seconds = 10
        max_body_bytes = 4096
        max_subscriptions_per_socket = 4

        [[issuers]]
        issuer = "https://login.example.org"
        algorithms = ["ES256", "RS256"]
        keys = [{ jwks_file = "login.json" }, { pem_file = { path = "/etc/roundtable/login.pem", kid = "2026" } }]
        "#,
    );
    let issuer = Issuer {
        issuer: "https://login.example.org".to_owned(),
        algorithms: vec![Algorithm::ES256, Algorithm::RS256],
        keys: vec![
            // Beside the file that names it, or where it says.
            KeySource::JwksFile(file.0.with_file_name("login.json")),
            KeySource::PemFile { path: "/etc/roundtable/login.pem".into(), kid: "2026".to_owned() },
        ],
    };
    let database_url = DatabaseUrl::try_from("postgres://roundtable:secret@db/roundtable".to_owned()).unwrap();
    let expected = Config {
        listen: "0.0.0.0:9000".parse().unwrap(),
        metrics_listen: Some("127.0.0.1:9001".parse().unwrap()),
        database_url: Some(database_url),
        data_dir: "/var/lib/roundtable".into(),
        log: Log::Json,
        public_access: false,
        development: true,
        explorer: false,
        issuers: vec![issuer],
        token_leeway_seconds: 0,
        database_connections: 20,
        request_timeout_seconds: 10,
        max_body_bytes: 4096,
        max_subscriptions_per_socket: 4,
    };
    assert_eq!(file.load().unwrap(), expected);
}

#[test]
fn what_is_given_counts_before_the_file() {
    let file = File::new("listen = \"127.0.0.1:1111\"\nexplorer = false\nlog = \"json\"");
    let given = [variable("listen", "127.0.0.1:2222"), flag("max_body_bytes", "2048"), flag("explorer", "true")];
    let config = Config::load(Some(&file.0), &given).unwrap();
    assert_eq!(config.listen.port(), 2222);
    assert_eq!((config.max_body_bytes, config.explorer, config.log), (2048, true, Log::Json));
}

#[test]
fn a_folder_may_be_named_like_a_number() {
    assert_eq!(Config::load(None, &[flag("data_dir", "2026")]).unwrap().data_dir, PathBuf::from("2026"));
}

#[test]
fn a_bad_value_names_its_flag_or_variable_and_what_is_wanted() {
    assert_eq!(
        refused(flag("listen", "8000")),
        "--listen: invalid value: string \"8000\", expected an address and port such as 127.0.0.1:8000"
    );
    assert_eq!(
        refused(variable("listen", "localhost")),
        "ROUNDTABLE_LISTEN: invalid value: string \"localhost\", expected an address and port such as 127.0.0.1:8000"
    );
    assert_eq!(
        refused(variable("token_leeway_seconds", "61")),
        "ROUNDTABLE_TOKEN_LEEWAY_SECONDS: invalid value: integer `61`, expected a whole number from 0 to 60"
    );
    assert_eq!(
        refused(flag("database_connections", "-1")),
        "--database-connections: invalid value: integer `-1`, expected a whole number from 1 to 1000"
    );
    assert_eq!(
        refused(flag("max_body_bytes", "lots")),
        "--max-body-bytes: invalid type: string \"lots\", expected a whole number from 1024 to 67108864"
    );
    assert_eq!(refused(flag("log", "xml")), "--log: unknown variant `xml`, expected `json` or `text`");
    assert_eq!(
        refused(variable("explorer", "yes")),
        "ROUNDTABLE_EXPLORER: invalid type: string \"yes\", expected a boolean"
    );
}

#[test]
fn a_database_address_is_never_repeated() {
    let message = refused(flag("database_url", "mysql://root:hunter2@db/x"));
    assert_eq!(message, "--database-url: expected an address that begins with sqlite:// or postgres://");
    let file = File::new("\ndatabase_url = \"mysql://root:hunter2@db/x\"");
    assert_eq!(
        file.mistake(),
        "FILE, line 2, database_url: expected an address that begins with sqlite:// or postgres://"
    );
    let config = Config::load(None, &[flag("database_url", "postgres://root:hunter2@db/x")]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn a_mistake_in_the_file_names_the_line_and_the_key() {
    let file = File::new("log = \"json\"\ntoken_leeway_seconds = 90\n");
    assert_eq!(
        file.mistake(),
        "FILE, line 2, token_leeway_seconds: invalid value: integer `90`, expected a whole number from 0 to 60"
    );
    let file = File::new("# ours\n\nlisten = \"nowhere\"\n");
    assert!(file.mistake().starts_with("FILE, line 3, listen: invalid value"), "{}", file.mistake());
    let file = File::new("listen = \"127.0.0.1:8000\"\nlisten\n");
    assert!(file.mistake().starts_with("FILE, line 2: "), "{}", file.mistake());
}

#[test]
fn an_unknown_key_names_the_line_and_lists_the_keys() {
    let message = File::new("log = \"json\"\nlisen = \"127.0.0.1:80\"\n").mistake();
    assert!(message.starts_with("FILE, line 2, lisen: unknown field `lisen`, expected one of `listen`"), "{message}");
    let issuer = "[[issuers]]\nissuer = \"a\"\nalgorithms = [\"ES256\"]\nkeys = []\njwks = \"x\"\n";
    let message = File::new(issuer).mistake();
    assert!(message.starts_with("FILE, line 5, jwks: unknown field `jwks`"), "{message}");
}

#[test]
fn a_file_that_is_not_there_says_so() {
    let message = Config::load(Some(Path::new("/nowhere/roundtable.toml")), &[]).unwrap_err().to_string();
    assert!(message.starts_with("/nowhere/roundtable.toml cannot be read (No such file"), "{message}");
}

#[test]
fn issuers_that_could_not_work_are_refused() {
    let entry = |issuer: &str, algorithms: &str, keys: &str| {
        format!("[[issuers]]\nissuer = \"{issuer}\"\nalgorithms = [{algorithms}]\nkeys = [{keys}]\n")
    };
    let key = "{ jwks_file = \"a.json\" }";
    let say = |text: &str| File::new(text).mistake();
    assert!(say(&entry("a", "\"HS256\"", key)).contains("line 3, algorithms: unknown variant `HS256`"));
    assert!(say(&entry("a", "\"none\"", key)).contains("unknown variant `none`"));
    assert!(say(&entry("a", "", key)).contains("no algorithm is allowed"));
    assert!(say(&entry("a", "\"ES256\"", "")).contains("the issuer has no keys"));
    assert!(say(&entry("", "\"ES256\"", key)).contains("empty name"));
    assert!(say(&entry(LOCAL_ISSUER, "\"ES256\"", key)).contains("development = true"));
    assert!(say(&entry("a", "\"ES256\"", "{ jwks_url = \"a\" }")).contains("unknown variant `jwks_url`"));
    assert!(say(&entry("a", "\"ES256\"", "{ pem_file = { path = \"a\" } }")).contains("missing field `kid`"));
    let twice = entry("a", "\"ES256\"", key).repeat(2);
    assert!(say(&twice).contains("issuer \"a\": the issuer is listed twice"));
}

#[test]
fn unknown_variables_are_named_and_those_of_an_orchestrator_let_be() {
    let known = ["ROUNDTABLE_LISTEN".to_owned()];
    let check = |present: &[(&str, &str)]| {
        let present = present.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        refuse_unknown(present, &known).map_err(|error| error.to_string())
    };
    assert_eq!(check(&[("PATH", "/bin"), ("ROUNDTABLE_LISTEN", "x"), ("ROUNDTABLE", "x")]), Ok(()));
    let given_by_kubernetes = [
        ("ROUNDTABLE_SERVICE_HOST", "10.0.0.1"),
        ("ROUNDTABLE_SERVICE_PORT", "8000"),
        ("ROUNDTABLE_SERVICE_PORT_HTTP", "8000"),
        ("ROUNDTABLE_PORT", "tcp://10.0.0.1:8000"),
        ("ROUNDTABLE_PORT_8000_TCP", "tcp://10.0.0.1:8000"),
        ("ROUNDTABLE_PORT_8000_TCP_ADDR", "10.0.0.1"),
        ("ROUNDTABLE_DB_SERVICE_HOST", "10.0.0.2"),
        ("ROUNDTABLE_DB_PORT_5432_TCP_PORT", "5432"),
    ];
    assert_eq!(check(&given_by_kubernetes), Ok(()));
    let message = check(&[("ROUNDTABLE_PORT", "9000"), ("ROUNDTABLE_LISEN", "x")]).unwrap_err();
    assert!(message.contains("ROUNDTABLE_LISEN, ROUNDTABLE_PORT: correct the name"), "{message}");
    assert!(check(&[("ROUNDTABLE_ISSUERS", "[]")]).unwrap_err().ends_with("under [[issuers]]"));
}
