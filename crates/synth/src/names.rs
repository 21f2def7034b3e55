//! Common names, some with letters beyond ASCII.

pub(crate) const WOMEN: [&str; 16] = [
    "Anne", "Kirsten", "Mette", "Hanne", "Søs", "Åse", "Bodil", "Sørine", "Camilla", "Ida",
    "Freja", "Sofie", "Karla", "Agnes", "Zoë", "Renée",
];
pub(crate) const MEN: [&str; 16] = [
    "Peter", "Jens", "Søren", "Lars", "Åge", "Bjørn", "Jørgen", "Niels", "Oscar", "Emil", "Aksel",
    "Villads", "Magnus", "Kjær", "André", "Bent",
];
pub(crate) const FAMILIES: [&str; 16] = [
    "Jensen",
    "Nielsen",
    "Hansen",
    "Sørensen",
    "Møller",
    "Ågård",
    "Kjærgård",
    "Østergaard",
    "Holm",
    "Lund",
    "Bæk",
    "Friis",
    "Brødløs",
    "Vestager",
    "Müller",
    "Thygesen",
];
pub(crate) const JOBS: [&str; 6] =
    ["Tømrer", "Sygehjælper", "Lærer", "Pensionist", "Skipper", "Smørrebrødsjomfru"];
