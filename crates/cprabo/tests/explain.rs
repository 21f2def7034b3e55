//! The output of `cprabo explain` for a fixed case, as text and as JSON, by the binary itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

const SYSTEM: &str = "7c2cde5c-6a56-4ecb-8f4d-9a5e9d4b5f01";
const AGREEMENT: &str = "3f0f2a0e-58b5-4b1c-a7a0-0b1c7a3d6e02";
const AUTHORITY: &str = "52b4c1f3-7a0d-4c39-9a58-8a1c7b0d4e03";
/// Numbers of the synthetic population: the same in each one of that plan.
const CHOSEN: &str = "1808697143";
const NOT_CHOSEN: &str = "2707895225";

#[test]
fn explain_of_a_chosen_person_names_the_filter() {
    let platform = platform();
    assert_snapshot!("chosen", explain(&platform, CHOSEN, &[]));
    assert_snapshot!("chosen_json", explain(&platform, CHOSEN, &["--json"]));
}

#[test]
fn explain_of_a_person_without_a_match_says_so() {
    let platform = platform();
    assert_snapshot!("not_chosen", explain(&platform, NOT_CHOSEN, &[]));
    assert_snapshot!("not_chosen_json", explain(&platform, NOT_CHOSEN, &["--json"]));
}

fn explain(platform: &TempDir, pnr: &str, options: &[&str]) -> String {
    let question = ["explain", "--agreement", AGREEMENT, "--pnr", pnr, "--day", "2026-01-02"];
    without_what_varies(&run(platform.path(), &[options, &question].concat()))
}

/// A platform with one ingested day of four persons, and a system that subscribes to one of them.
fn platform() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    run(&["init", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0"]);
    run(&["client-cert", "omsorg", "--out", "clients"]);
    // Any key will do: nobody logs in.
    let key = "data/ssh/ssh_host_ed25519_key.pub";
    let cert = "clients/omsorg.crt";
    run(&["system", "add", "omsorg", "--system", SYSTEM, "--cert", cert, "--ssh-key", key]);
    let agreement = ["agreement", "add", "--agreement", AGREEMENT, "--system", SYSTEM];
    run(&[&agreement[..], &["--authority", AUTHORITY]].concat());
    run(&["filter", "add", "--agreement", AGREEMENT, "--pnr", CHOSEN, "--event", "A01"]);
    run(&["synth", "population", "--persons", "4", "--out", "denmark"]);
    run(&["ingest", "denmark/d260102.l534902"]);
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_cprabo"))
        .args(["--data", "data"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("SUDO_USER")
        .env_remove("LOGNAME")
        .env("USER", "operator")
        .output()
        .unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Replaces each moment, the UUIDs of changes and the user's number by a placeholder.
fn without_what_varies(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let (length, word) = varies(rest).unwrap_or((first.len_utf8(), &rest[..first.len_utf8()]));
        out += word;
        rest = &rest[length..];
    }
    out
}

/// The length of a varying value at the text's beginning, and its placeholder.
fn varies(text: &str) -> Option<(usize, &'static str)> {
    let moment = ["dddd-dd-ddTdd:dd:dd.dddZ", "dddd-dd-ddTdd:dd:dd.ddZ", "dddd-dd-ddTdd:dd:dd.dZ"];
    let moment = moment.iter().chain(&["dddd-dd-ddTdd:dd:ddZ", "dddd-dd-dd dd:dd:dd"]);
    let uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if let Some(length) = moment.filter_map(|shape| shaped(text, shape)).next() {
        return Some((length, "MOMENT"));
    }
    if let Some(uid) = text.strip_prefix("operator ") {
        let digits = uid.bytes().take_while(u8::is_ascii_digit).count();
        return (digits > 0).then_some(("operator ".len() + digits, "operator UID"));
    }
    let length = shaped(text, uuid)?;
    (!text.starts_with(AGREEMENT)).then_some((length, "UUID"))
}

/// The shape's length, if the text begins with it: `d` is a decimal digit, `x` a hexadecimal one.
fn shaped(text: &str, shape: &str) -> Option<usize> {
    let fits = |(byte, shape): (u8, u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        b'x' => byte.is_ascii_hexdigit(),
        other => byte == other,
    };
    let is_long = text.len() >= shape.len();
    (is_long && text.bytes().zip(shape.bytes()).all(fits)).then_some(shape.len())
}
