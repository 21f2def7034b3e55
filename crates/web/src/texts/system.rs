//! Systems, and an authority's overview.

use crate::text::Text;

texts! {
    systems: "Anvendersystemer", "User systems";
    systems_table: "Anvendersystemer", "User systems";
    no_systems: "Der er ingen systemer. Det første oprettes med cprabo system add.", "There are no systems. The first is added by cprabo system add.";
    account_word: "SFTP-konto", "SFTP account";
    certificate_until: "Certifikat til", "Certificate until";
    ssh_keys: "SSH-nøgler", "SSH keys";
    about_system: "Om systemet", "About the system";
    signed_metadata: "Underskrevet manifest i .metadata", "Signed manifest in .metadata";
    legacy_ssh: "Må bruge porten for gamle SSH-klienter", "May use the port for old SSH clients";
    certificates: "Certifikater", "Certificates";
    certificates_table: "Certifikater", "Certificates";
    keys_table: "SSH-nøgler", "SSH keys";
    subject: "Udstedt til", "Subject";
    begins_word: "Fra", "From";
    until_word: "Til", "Until";
    fingerprint: "Fingeraftryk", "Fingerprint";
    revoke: "Spær", "Revoke";
    revoked: "spærret", "revoked";
    over: "udløbet", "over";
    valid: "gyldig", "valid";
    refusals_heading: "Forbindelser, der ikke blev til noget", "Connections that came to nothing";
    last_time: "Senest", "Last";
    add_beside: "Tilføj ved siden af de gamle", "Add beside the old ones";
    certificate_pem: "Certifikat", "Certificate";
    certificate_hint: "Teksten fra filen, fra BEGIN CERTIFICATE til END CERTIFICATE.", "The text of the file, from BEGIN CERTIFICATE to END CERTIFICATE.";
    certificate_wrong: "Der er ikke netop ét certifikat i teksten.", "There is not just one certificate in the text.";
    add_certificate: "Tilføj certifikatet", "Add the certificate";
    ssh_key_line: "Offentlig SSH-nøgle", "Public SSH key";
    ssh_key_hint: "Én linje fra ssh-keygen, eller PuTTYs eksport.", "One line of ssh-keygen, or PuTTY's export.";
    ssh_key_wrong: "Det er ikke en offentlig nøgle, der kan bruges: ed25519, ecdsa eller rsa på mindst 2048 bit.",
        "That is no public key that can be used: ed25519, ecdsa, or rsa of 2048 bits and more.";
    add_key: "Tilføj nøglen", "Add the key";
    suspend_system: "Suspendér systemet", "Suspend the system";
    suspend_system_text: "Et suspenderet system kan hverken kalde eller hente. Dets filer venter i IN.",
        "A suspended system can neither call nor fetch. Its files wait in IN.";
    resume_system: "Luk systemet ind igen", "Let the system in again";

    // An authority's overview.
    to_do: "Det skal I gøre", "What you have to do";
    nothing_to_do: "I skal ikke gøre noget.", "You have nothing to do.";
    no_own_agreements: "Der er ingen serviceaftaler. Spørg den, der driver platformen, om en.", "There are no service agreements. Ask who runs the platform for one.";
    see: "Se", "See";
    change_waits: "En ændring af filtrene venter på godkendelse", "A change of the filters awaits approval";
}

impl Text {
    /// How many systems there are.
    pub(crate) fn systems_lead(self, total: u64, ending: u64) -> String {
        let (all, some) = (self.number(total), self.number(ending));
        match (self.is_danish(), ending) {
            (true, 0) => format!("{all} systemer, alle med et certifikat, der gælder mere end 30 dage."),
            (true, _) => format!("{all} systemer; {some} mangler snart et gyldigt certifikat."),
            (false, 0) => format!("{all} systems, all with a certificate for more than 30 days."),
            (false, _) => format!("{all} systems; {some} soon without a valid certificate."),
        }
    }

    /// How many agreements deliver, and how much there is to do.
    pub(crate) fn home_lead(self, active: u64, tasks: u64) -> String {
        let (all, some) = (self.number(active), self.number(tasks));
        match (self.is_danish(), tasks) {
            (true, 0) => format!("{all} aftaler leverer. I skal ikke gøre noget."),
            (true, 1) => format!("{all} aftaler leverer. Der er én ting at tage stilling til."),
            (true, _) => format!("{all} aftaler leverer. Der er {some} ting at tage stilling til."),
            (false, 0) => format!("{all} agreements deliver. You have nothing to do."),
            (false, 1) => format!("{all} agreements deliver. There is one thing to decide."),
            (false, _) => format!("{all} agreements deliver. There are {some} things to decide."),
        }
    }

    /// That an agreement ends soon.
    pub(crate) fn agreement_ends(self, day: &str) -> String {
        match self.is_danish() {
            true => format!("Aftalen udløber {day}"),
            false => format!("The agreement ends on {day}"),
        }
    }

    /// That a file was not collected.
    pub(crate) fn not_collected(self, day: &str) -> String {
        match self.is_danish() {
            true => format!("Filen for {day} er ikke hentet"),
            false => format!("The file for {day} is not collected"),
        }
    }
}
