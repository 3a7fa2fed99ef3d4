//! The program as a process of its own, for the tests that need one: started, asked, told to stop.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use roundtable_tests::World;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The program, built now if cargo runs the tests: it builds a binary of itself only for tests of the same package.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let own = std::env::current_exe().expect("a path of the tests");
        let folder = own.parent().and_then(Path::parent).expect("the tests are in target/<profile>/deps");
        let path = folder.join(format!("roundtable{}", std::env::consts::EXE_SUFFIX));
        if let Some(cargo) = std::env::var_os("CARGO") {
            let mut build = Command::new(cargo);
            // For the whole workspace: for one package alone, cargo would choose other features and compile all again.
            build.args(["build", "--quiet", "--workspace", "--bins"]);
            build.args(folder.ends_with("release").then_some("--release")).current_dir(env!("CARGO_MANIFEST_DIR"));
            assert!(build.status().expect("cargo runs").success(), "`cargo build --workspace --bins` failed");
        }
        assert!(path.exists(), "{} is missing: run `cargo build --workspace --bins` first", path.display());
        path
    })
}

pub(crate) fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    said(Command::new(program()), arguments, variables)
}

/// The program with these arguments and variables.
fn said(mut command: Command, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    // Nothing of the tester's own settings; warnings are shown, so that a refusal that also warns is seen.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ROUNDTABLE_")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied()).env("RUST_LOG", "warn").stdin(Stdio::null());
    command
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it printed until it served.
    pub(crate) printed: Vec<String>,
}

/// Where a printed line says that something is.
pub(crate) fn place(line: &str, path: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let (address, rest) = rest.split_once('/')?;
    rest.starts_with(path.trim_start_matches('/')).then(|| address.parse().ok())?
}

/// A page of a server, head and all.
pub(crate) async fn page(address: SocketAddr, path: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("the server listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

/// Asks a server over a connection of its own; no answer when it ends before all of that has come.
pub(crate) async fn ask(address: SocketAddr, token: &str, body: &Value) -> Option<Value> {
    let body = body.to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    stream.write_all((head + &body).as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

impl Server {
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, Stdio::inherit()).await
    }

    async fn start_with(arguments: &[&str], log: Stdio) -> Self {
        // A file that may not grow is an error to a server, not its end: so is a full disk.
        let mut shell = Command::new("sh");
        shell.args(["-c", r#"trap '' XFSZ; exec "$0" "$@""#]).arg(program());
        let mut command = said(shell, arguments, &[]);
        command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(log);
        let start = move || {
            let mut child = command.spawn().expect("the program runs");
            let mut printed = Vec::new();
            for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
                printed.push(line.expect("text"));
                if let Some(address) = printed.last().and_then(|line| place(line, "/graphql")) {
                    return Self { child, address, printed };
                }
            }
            let end = child.wait();
            panic!("the program ended before it served ({end:?}): {printed:?}")
        };
        tokio::task::spawn_blocking(start).await.expect("a thread")
    }

    /// One over the database of a world, which has answered: from then on it listens for signals.
    pub(crate) async fn over(world: &World) -> Self {
        Self::over_with(world, Stdio::inherit()).await
    }

    /// The same, with its log in a place of its own.
    pub(crate) async fn over_with(world: &World, log: Stdio) -> Self {
        let (url, data) =
            (world.database().address(world.name()), world.database().folder().to_str().expect("a path of letters"));
        let arguments = ["serve", "--development", "--data-dir", data, "--database-url", url.as_str()];
        let server = Self::start_with(&arguments, log).await;
        assert!(server.ask("none", "{ viewer { purpose } }").await["errors"].is_array());
        server
    }

    /// Asks over a connection of its own.
    pub(crate) async fn ask(&self, token: &str, query: &str) -> Value {
        ask(self.address, token, &json!({ "query": query })).await.expect("an answer")
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Sends a signal.
    pub(crate) fn tell(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.id()]).status().expect("kill runs").success());
    }

    /// Connects and sends half a request: the first half of its head, or its head and no body.
    pub(crate) async fn half(&self, whole_head: bool) -> tokio::net::TcpStream {
        let mut stream = tokio::net::TcpStream::connect(self.address).await.expect("the server listens");
        let head = "POST /graphql HTTP/1.1\r\nHost: x\r\n";
        let rest = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        stream.write_all(format!("{head}{}", if whole_head { rest } else { "" }).as_bytes()).await.expect("sent");
        stream
    }

    /// Sends a signal and waits for the end; gives the exit code.
    pub(crate) async fn end(mut self, signal: &str) -> Option<i32> {
        self.tell(signal);
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server did not end within 30 seconds");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
