//! The README's console blocks against the program: each command is run, and what it prints must stand below it.
//!
//! `UPDATE_README=1 cargo test --test readme` writes what is printed into the README.

#![cfg(all(unix, feature = "cli"))]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a shell prints, in `folder`, where `wireprint` is the program under test. Both streams: a reader sees both.
fn printed(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_wireprint")).parent().unwrap();
    let path = format!("{}:{}", program.display(), env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_the_readme_shows_is_what_the_program_prints() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(ROOT).join("fixtures");
    std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).unwrap();
    let path = Path::new(ROOT).join("README.md");
    let written = fs::read_to_string(&path).unwrap();
    let (mut run, mut in_console) = (String::new(), false);
    for line in written.lines() {
        match line.strip_prefix("$ ") {
            Some(command) if in_console => {
                run += &format!("{line}\n{}", printed(command, folder.path()));
                continue;
            }
            _ if line == "```console" => in_console = true,
            _ if line.starts_with("```") => in_console = false,
            _ if in_console => continue,
            _ => {}
        }
        run += &format!("{line}\n");
    }
    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, &run).unwrap();
    }
    assert!(
        written == run || env::var_os("UPDATE_README").is_some(),
        "the README shows other output than this; UPDATE_README=1 mends it:\n{run}"
    );
}
