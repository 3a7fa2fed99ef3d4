//! A private PostgreSQL server, for a machine that has its binaries and none running.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// A private PostgreSQL server in a folder, ended when dropped.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    /// Its address.
    pub url: String,
}

impl Cluster {
    /// Starts a server with the binaries of this machine, if it has any. PostgreSQL refuses to run as root, so root
    /// starts it as the user `postgres` or `nobody`.
    pub fn start(folder: &Path) -> Option<Self> {
        let bin = binaries()?;
        let (data, port) = (folder.join("pg"), free_port()?);
        let root = Command::new("id").arg("-u").output().ok().is_some_and(|o| o.stdout.starts_with(b"0\n"));
        std::fs::create_dir_all(&data).ok()?;
        let user = ["postgres", "nobody"]
            .into_iter()
            .find(|u| root && Command::new("id").arg(u).output().is_ok_and(|o| o.status.success()));
        if let Some(user) = user {
            Command::new("chown").arg(user).arg(&data).status().ok()?;
        }
        let run = |program: &str, args: &[&str]| {
            let path = bin.join(program);
            let mut command = match user {
                Some(user) => {
                    let mut command = Command::new("setpriv");
                    command.args(["--reuid", user, "--clear-groups", "--"]).arg(path);
                    command
                }
                None => Command::new(path),
            };
            let done = command.args(args).current_dir(&data).output().ok()?;
            if !done.status.success() {
                eprintln!("{program}: {}", String::from_utf8_lossy(&done.stderr));
            }
            done.status.success().then_some(())
        };
        let at = data.to_str()?;
        run("initdb", &["-D", at, "-U", "roundtable", "--auth=trust", "--no-sync", "-E", "UTF8"])?;
        // Durability is not what a private test server is for; ordering and locking are the same without it.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={at} -c fsync=off -c max_connections=400"
        );
        let log = data.join("log");
        run("pg_ctl", &["-D", at, "-w", "-l", log.to_str()?, "-o", &options, "start"])?;
        let url = format!("postgres://roundtable@127.0.0.1:{port}/postgres");
        Some(Self { folder: data, bin, url })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The server's own process number: `pg_ctl` would have to run as its user.
        let pid = std::fs::read_to_string(self.folder.join("postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            let _ = Command::new("kill").args(["-INT", pid]).status();
            for _ in 0..100 {
                if !self.folder.join("postmaster.pid").exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let _ = &self.bin;
    }
}

fn free_port() -> Option<u16> {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).ok().map(|a| a.port())
}

/// Where this machine keeps `initdb` and `pg_ctl`: on the path, or where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin"));
    let mut folders: Vec<PathBuf> = debian.chain(std::env::split_paths(&path)).collect();
    folders.sort();
    folders.into_iter().rev().find(|f| f.join("initdb").exists() && f.join("pg_ctl").exists())
}
