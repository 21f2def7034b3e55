use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

use anstream::{AutoStream, ColorChoice};
use anyhow::Result;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::output::is_broken_pipe;

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// Prints on standard output; on a terminal, if wanted, a page at a time. Who leaves the pager has read enough.
pub(super) fn print(
    is_paged: bool,
    print: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    if !is_paged || !io::stdout().is_terminal() {
        return print_to(io::stdout().lock(), print);
    }
    // Before there is a pager that control-C could reach.
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let _interrupts = leave_interrupts_to_the_pager(&runtime)?;
    match start() {
        Some(pager) => print_through(pager, print),
        None => print_to(io::stdout().lock(), print),
    }
}

fn print_through(
    mut pager: Child,
    print: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let printed = match pager.stdin.take() {
        Some(input) => print_to(input, print),
        None => Ok(()),
    };
    // Its end is that of the command, whatever it says.
    let _ = pager.wait();
    printed.or_else(|error| if is_broken_pipe(&error) { Ok(()) } else { Err(error) })
}

/// Control-C is for the pager, in which it ends a search. If it ended this process, the shell and the pager would both
/// read the terminal.
fn leave_interrupts_to_the_pager(runtime: &Runtime) -> io::Result<Signal> {
    let _entered = runtime.enter();
    signal(SignalKind::interrupt())
}

/// Whether what is printed may have colours: standard output is a terminal that wants them, with a pager between or not.
pub(super) fn has_colours() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

fn print_to(out: impl Write, print: &mut dyn FnMut(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    print(&mut out)?;
    Ok(out.flush()?)
}

/// `$PAGER`, or less; `None` where there is none.
fn start() -> Option<Child> {
    let of_user = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let mut command = match &of_user {
        Some(pager) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", pager]);
            shell
        }
        None => {
            let mut less = Command::new("less");
            less.arg("-FRX");
            less
        }
    };
    // A history of searches would have numbers and names in it.
    command.env("LESSHISTFILE", "-").stdin(Stdio::piped()).spawn().ok()
}
