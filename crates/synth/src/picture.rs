//! A picture of a census beside Denmark's own figures, as SVG.

use std::fmt::Write as _;

use crate::census::Census;
use crate::facts;

const OURS: &str = "#c8102e";
const THEIRS: &str = "#8a9aa8";

/// Draws the age pyramid, the households, the municipalities and the events of a year.
pub fn picture(census: &Census) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 920 640\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"920\" height=\"640\" fill=\"white\"/>\n",
    );
    pyramid(&mut svg, census);
    let label =
        |number: usize| if number == 4 { "5+".to_owned() } else { (number + 1).to_string() };
    let households: Vec<Pair> = (0..5)
        .map(|number| Pair {
            label: label(number),
            ours: census.households()[number],
            theirs: facts::HOUSEHOLDS[number],
        })
        .collect();
    bars(&mut svg, (480.0, 60.0), "Persons in a household, % of households", &households);
    municipalities(&mut svg, census);
    let names = ["moves", "births", "deaths"];
    let yearly: Vec<Pair> = (0..3)
        .map(|number| Pair {
            label: names[number].to_owned(),
            ours: census.yearly()[number],
            theirs: facts::YEARLY[number],
        })
        .collect();
    bars(&mut svg, (480.0, 380.0), "In a year, % of residents", &yearly);
    legend(&mut svg, census.residents());
    svg.push_str("</svg>\n");
    svg
}

struct Pair {
    label: String,
    ours: f64,
    theirs: f64,
}

/// Women to the right, men to the left, five years a bar.
fn pyramid(svg: &mut String, census: &Census) {
    title(svg, (30.0, 40.0), "Ages, % of residents: men, women");
    for step in 0..20u16 {
        let (from, to) = (step * 5, step * 5 + 4);
        let [women, men] = census.women_and_men_aged(from, if step == 19 { 120 } else { to });
        let y = 300.0 - f64::from(step) * 12.0;
        let (width, middle) = (45.0, 230.0);
        for (x, length) in
            [(middle - 18.0 - men * width, men * width), (middle + 18.0, women * width)]
        {
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"10\" fill=\"{OURS}\"/>"
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{middle}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\">{from}</text>",
            y + 9.0
        );
    }
}

/// The twelve largest.
fn municipalities(svg: &mut String, census: &Census) {
    let mut all: Vec<_> = facts::municipalities().collect();
    all.sort_by(|one, other| other.1.total_cmp(&one.1));
    let pair = |(code, theirs): &(civil::MunicipalityCode, f64)| Pair {
        label: code.to_string(),
        ours: census.living_in(*code),
        theirs: *theirs,
    };
    let largest: Vec<Pair> = all.iter().take(12).map(pair).collect();
    bars(svg, (30.0, 380.0), "Residents of the twelve largest municipalities, %", &largest);
}

fn bars(svg: &mut String, (left, top): (f64, f64), text: &str, pairs: &[Pair]) {
    title(svg, (left, top - 20.0), text);
    let highest = pairs.iter().map(|pair| pair.ours.max(pair.theirs)).fold(0.1, f64::max);
    let (height, step) = (200.0, 400.0 / f64::from(u32::try_from(pairs.len()).unwrap_or(1)));
    for (number, Pair { label, ours, theirs }) in (0u32..).zip(pairs) {
        let x = left + f64::from(number) * step;
        for (place, value, colour) in [(0.0, ours, OURS), (step * 0.4, theirs, THEIRS)] {
            let length = value / highest * (height - 20.0);
            let _ = writeln!(
                svg,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{length:.1}\" fill=\"{colour}\"/>",
                x + place,
                top + height - length,
                step * 0.36,
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10\">{label}</text>",
            x + step * 0.4,
            top + height + 14.0
        );
    }
}

fn title(svg: &mut String, (x, y): (f64, f64), text: &str) {
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-weight=\"bold\">{text}</text>");
}

fn legend(svg: &mut String, residents: u64) {
    for (x, colour, text) in [
        (480.0, OURS, format!("synthetic, {residents} residents")),
        (700.0, THEIRS, "Denmark".into()),
    ] {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"615\" width=\"12\" height=\"12\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"625\">{text}</text>",
            x + 18.0
        );
    }
}
