use std::net::SocketAddr;
use std::path::Path;

use anyhow::Result;

use super::cast::Actor;
use super::envelope;
use crate::installation::{Installation, files};
use crate::output::{FAINT, line, styled};

/// Writes the files needed to do each step by hand, and prints the commands.
pub(super) fn write(
    installation: &Installation,
    soap: SocketAddr,
    sftp: SocketAddr,
    actors: &[Actor],
    third_day: &Path,
) -> Result<()> {
    let folder = installation.folder.as_path();
    let requests = folder.join("requests");
    std::fs::create_dir(&requests)?;
    let mut known_hosts = String::new();
    for key in installation.public_host_keys()? {
        known_hosts += &format!("[{}]:{} {key}", sftp.ip(), sftp.port());
    }
    std::fs::write(folder.join("known_hosts"), known_hosts)?;
    for actor in actors {
        let path = requests.join(format!("{}-get-all-filters.xml", actor.name));
        std::fs::write(path, envelope::get_all_filters(actor))?;
    }
    let Some(actor) = actors.first() else { return Ok(()) };
    let event = filters::Filter::Event("A21".parse()?);
    std::fs::write(requests.join("omsorg-add-event.xml"), envelope::add(actor, event))?;
    print(folder, soap, sftp, actor, third_day)
}

fn print(
    folder: &Path,
    soap: SocketAddr,
    sftp: SocketAddr,
    actor: &Actor,
    third_day: &Path,
) -> Result<()> {
    let program = std::env::current_exe()?;
    let (program, name) = (program.display(), actor.name);
    let url = format!("https://{soap}{}", soap_proto::Service::Subscription.path());
    let ca = files::CA_CERTIFICATE;
    let curl = format!("curl --cacert {ca} --cert clients/{name}.crt --key clients/{name}.key");
    let third_day = third_day.strip_prefix(folder).unwrap_or(third_day).display();
    let (host, port, agreement) = (sftp.ip(), sftp.port(), actor.agreement);
    let steps = [
        ("everything is here", format!("cd {}", folder.display())),
        ("the service's description", format!("curl --cacert {ca} '{url}?wsdl'")),
        (
            "ask for the filters",
            format!("{curl} --data-binary @requests/{name}-get-all-filters.xml {url}"),
        ),
        (
            "add one: the event A21, a death",
            format!("{curl} --data-binary @requests/{name}-add-event.xml {url}"),
        ),
        (
            "the same from the operator's side",
            format!("{program} --data . filter list --agreement {agreement}"),
        ),
        ("the third day comes", format!("{program} --data . ingest {third_day}")),
        (
            "see what was delivered",
            format!("{program} --data . deliveries --agreement {agreement}"),
        ),
        (
            "fetch it",
            format!(
                "sftp -i clients/{name}_ssh -o UserKnownHostsFile=known_hosts -P {port} {name}@{host}:IN/* ."
            ),
        ),
    ];
    for (what, command) in steps {
        line(&styled(FAINT, &format!("  # {what}")))?;
        line(&format!("  {command}"))?;
    }
    Ok(())
}
