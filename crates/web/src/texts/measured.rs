//! The service as it is measured, and notices of it.

use crate::text::Text;

texts! {
    status_heading: "Status", "Status";
    measured_on: "Målt på", "Measured by";
    now_heading: "Nu", "Now";
    answers: "svarer", "answers";
    answers_not: "svarer ikke rigtigt", "does not answer rightly";
    not_measured: "måles ikke", "not measured";
    in_time: "til tiden", "in time";
    not_in_time: "forsinket", "late";
    call_soap: "SOAP-kald (GetAllFilters)", "SOAP call (GetAllFilters)";
    call_lookup: "Opslag", "Look-up";
    call_sftp: "SFTP-login", "SFTP login";
    day_file: "Dagens fil klar kl. 08.00", "Day's file ready by 08:00";
    uptime_table: "Oppetid", "Uptime";
    uptime_day: "1 døgn", "24 hours";
    uptime_month: "30 døgn", "30 days";
    uptime_year: "365 døgn", "365 days";
    without_planned: "30 døgn uden varslet arbejde", "30 days without planned work";
    times_table: "Svartid i millisekunder: median (95 af 100 kald)", "Response time in milliseconds: median (95 of 100 calls)";
    median: "median", "median";
    of_95: "95 af 100 kald", "95 of 100 calls";
    measured_since: "Målt siden", "Measured since";
    no_share_yet: "Der vises ingen procent, før der er målt i 24 timer.", "No percentage is shown before 24 hours have been measured.";
    never_measured: "Der måles ikke, om servicen svarer.", "It is not measured whether the service answers.";
    stopped_at: "Målingen er standset", "Measuring has stopped";
    counts_as_down: "tiden siden da tæller som nedetid", "the time since then counts as downtime";
    how_counted: "Sådan er tallene regnet", "How the figures are made";
    how_calls: "En måler uden for tjenesten laver hele døgnet rigtige kald over nettet, med eget certifikat og egen nøgle: et SOAP-kald, et opslag og et SFTP-login. Den har ingen serviceaftale og kan derfor ikke få noget om nogen; det rigtige svar på dens kald er, at den ingen aftale har.",
        "Around the clock a probe outside of the service makes real calls over the network, with a certificate and a key of its own: a SOAP call, a look-up and an SFTP login. It has no service agreement, so that it can get nothing about anybody; the right answer to its calls is that it has none.";
    how_uptime: "Oppetid er den del af tiden, hvor kaldene blev besvaret rigtigt og hele svaret kom i tide. Tid uden måling tæller som nedetid. Varslet arbejde tæller også som nedetid; tallet uden det står ved siden af. Procenter er rundet ned.",
        "Uptime is the part of the time in which the calls were answered rightly, with the whole answer in time. Time without measurement counts as downtime. Planned work counts as downtime too; the figure without it stands beside. Percentages are rounded down.";
    how_times: "Svartid er tiden, fra forbindelsen begynder, til hele svaret er modtaget, for de kald, der blev besvaret rigtigt. Medianen er den tid, som halvdelen af kaldene højst tog. Tiderne er rundet op til nærmeste trin på en fast skala.",
        "Response time is the time from the beginning of the connection until the whole answer was received, of the calls that were answered rightly. The median is what half of the calls took at most. Times are rounded up to the next step of a fixed scale.";
    how_files: "Dagens fil er til tiden, når alle serviceaftaler har filen af en hverdags udtræk senest kl. 08.00 dagen efter.",
        "The day's file is in time when all service agreements have the file of a working day's extract by 08:00 on the day after.";
    down_plot: "Nedetid pr. døgn", "Downtime a day";
    times_plot: "Svartid pr. døgn, SOAP-kald", "Response time a day, SOAP calls";
    milliseconds: "ms", "ms";
    day_heading: "Døgn", "Day";
    no_downtime: "Ingen nedetid i de seneste 30 døgn.", "No downtime in the last 30 days.";
    times_sentence: "Medianen, og den tid, som 95 af 100 kald er hurtigere end.", "The median, and the time than which 95 of 100 calls are faster.";
    notices: "Driftsmeddelelser", "Notices";
    notices_none: "Der er ingen driftsmeddelelser.", "There are no notices.";
    notices_all: "Alle driftsmeddelelser", "All notices";
    notices_lead: "Varslet arbejde og afbrydelser, det nyeste først.", "Planned work and outages, the newest first.";
    notice_planned: "Varslet arbejde", "Planned work";
    notice_outage: "Afbrydelse", "Outage";
    notice_other: "Meddelelse", "Notice";
    notice_begins: "Begynder", "Begins";
    notice_began: "Begyndte", "Began";
    notice_ends: "Slutter", "Ends";
    notice_ended: "Sluttede", "Ended";
    notice_open: "vides ikke endnu", "not known yet";
    notice_changed: "Senest ændret", "Changed last";
    resolved: "løst", "resolved";
    announced: "kommende", "to come";
    going_on: "nu", "now";
    done_work: "afsluttet", "over";
    feed_author: "Driften", "The operator";
    data_json: "Tallene som JSON", "The figures as JSON";
    data_atom: "Driftsmeddelelser som Atom", "Notices as Atom";
}
