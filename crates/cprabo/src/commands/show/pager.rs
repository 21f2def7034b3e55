use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

use anstream::AutoStream;
use anyhow::Result;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::output::is_broken_pipe;

/// Prints on standard output; on a terminal, if wanted, a page at a time. Who leaves the pager has read enough.
pub(super) fn print(
    is_paged: bool,
    print: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let pager = (is_paged && io::stdout().is_terminal()).then(start).flatten();
    let Some(mut pager) = pager else {
        return print_to(Box::new(io::stdout().lock()), print);
    };
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let _interrupts = leave_interrupts_to_the_pager(&runtime)?;
    let printed = match pager.stdin.take() {
        Some(input) => print_to(Box::new(input), print),
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

/// Colours are for standard output, whether the pager is between or not.
fn print_to(
    out: Box<dyn Write>,
    print: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let choice = AutoStream::choice(&io::stdout());
    let mut out = BufWriter::new(AutoStream::new(out, choice));
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
