//! The service page.

use crate::text::Text;

texts! {
    service_name: "CPR Abonnement", "CPR Abonnement (CPR subscription)";
    service_lead: "Lad jeres it-system følge ændringer i CPR for de personer, som I har brug for.",
        "Let your IT system follow changes in CPR on the persons whom you need.";
    service_empty: "Der er ikke modtaget noget udtræk endnu.", "No extract has been received yet.";
    about: "Om servicen", "About the service";
    about_text: "Servicen leverer ændringer i CPR til it-systemer, som myndigheder har en serviceaftale for.",
        "The service delivers changes in CPR to IT systems for which authorities have a service agreement.";
    price: "Pris", "Price";
    price_text: "Prisen aftales med den, der driver platformen. Myndigheden kan få at vide, hvad der er brugt.",
        "The price is agreed with who runs the platform. The authority can be told what was used.";
    test_heading: "Test af servicen", "Test of the service";
    test_text: "Hele vejen kan afprøves, også at hente filer: i en sandkasse med opdigtede personer, hvor I selv lader dagene gå.",
        "The whole way can be tried, fetching files included: in a sandbox with invented persons, in which you let the days pass.";
    on_this_page: "På denne side", "On this page";
    purpose: "Formål", "Purpose";
    purpose_text: "Et anvendersystem vælger med filtre, hvilke personer det skal høre om. Hver gang CPR har ændret noget om en af dem, får systemet personens data på ny. Systemet kan også bestille en grundindlæsning: alt, hvad der er om de personer, filtrene vælger.",
        "A user system chooses by filters which persons it hears about. Each time CPR has changed something about one of them, the system gets the person's data again. It can also order a load: everything about the persons whom its filters choose.";
    version_number: "Versionsnr.", "Version";
    description: "Beskrivelse", "Description";
    description_text: "Systemet får en fil for hvert udtræk, også når ingen af dets personer er ændret. CPR-kontoret sender udtræk på hverdage. Hver person kommer helt, med historik i op til 99 år. I vælger personer med filtre:",
        "The system gets a file for each extract, also when none of its persons has changed. The CPR office sends extracts on working days. Each person comes whole, with up to 99 years of history. You choose persons by filters:";
    filter_age: "Alder: alle med en alder i intervallet, begge ender med, fx 0–17 år",
        "Age: everybody of an age in the range, both ends included, such as 0–17 years";
    filter_municipality: "Kommunekode: alle, der bor i kommunen; tilflyttere kommer med, og I hører også, når nogen flytter fra den",
        "Municipality: everybody who lives there; who moves in is included, and you hear when somebody moves out";
    filter_pnr: "CPR-numre: de personer, I nævner; skifter en person nummer, følger filtret med",
        "Personal numbers: the persons whom you name; if one gets another number, the filter follows";
    filter_event: "Hændelseskoder: alle med en af hændelserne, fx dødsfald (A21)",
        "Events: everybody with one of the events, such as a death (A21)";
    filter_none: "Ingen filtre: alle ændrede personer", "No filters: every changed person";
    type_heading: "Type", "Type";
    type_text: "Data kommer fra platformens egen replika af CPR, som opdateres med hvert udtræk.",
        "The data come from the platform's own replica of CPR, which each extract brings up to date.";
    elements: "Dataelementer", "Data elements";
    elements_text: "Filerne har records i CPR-kontorets format U12170-P, med startrecord (000) og slutrecord (999).",
        "The files have records in the CPR office's format U12170-P, with a start record (000) and an end record (999).";
    technical: "Teknisk beskrivelse", "Technical description";
    technical_text: "Filerne ligger i systemets mappe på platformens SFTP-server (filudvekslingstype simpel). Kald sker med certifikat og InvocationContext.",
        "The files lie in the system's folder on the platform's SFTP server (file exchange, type simpel). Calls are made with a certificate and an InvocationContext.";
    addresses_table: "Adresser, tabel", "Addresses, table";
    what: "Hvad", "What";
    address: "Adresse", "Address";
    terms: "Vilkår for servicen", "Terms of the service";
    terms_text: "Myndigheden har ansvaret for, at der er et sagligt behov for hver person, filtrene vælger, og for, at systemet ikke modtager personer, når behovet er ophørt. Platformen hjælper: I ser på forhånd, hvem et filter vælger, og et filter kan have en slutdato.",
        "The authority answers for the need for each person whom the filters choose, and that the system does not receive persons whose need has ended. The platform helps: you see beforehand whom a filter chooses, and a filter can have an end date.";
    agreements: "Aftaler", "Agreements";
    agreements_text: "En serviceaftale lader ét system modtage for én myndighed. Spørg den, der driver platformen, om en aftale.",
        "A service agreement lets one system receive for one authority. Ask who runs the platform for an agreement.";
}
