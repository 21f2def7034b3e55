//! Prints the API's description: `cargo run -p api --example openapi > docs/openapi.json`.

#[allow(clippy::print_stdout, reason = "that is what it is for")]
fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&api::document())?);
    Ok(())
}
