//! What is done to the colours of a picture that is asked for in another form.

use crate::requests::Received;

/// A colour: red, green, blue.
type Color = [u8; 3];

/// The colours after `saturation=`, `blendColor=`, `opacity=` and `background=`, in that order.
pub(super) fn applied(request: &Received, colors: [Color; 2]) -> [Color; 2] {
    let percent = |name: &str| {
        let value = request
            .query(name)
            .and_then(|text| text.parse::<u16>().ok());
        value.map_or(100, |value| value.min(100))
    };
    let color = |name: &str| request.query(name).and_then(read);
    let (saturation, opacity) = (percent("saturation"), percent("opacity"));
    let (blend, background) = (color("blendColor"), color("background"));
    colors.map(|color| {
        let color = mixed(color, gray(color), saturation);
        let color = blend.map_or(color, |blend| mixed(color, blend, 25));
        mixed(color, background.unwrap_or_default(), opacity)
    })
}

/// So many percent of the first, the rest of the second.
fn mixed(first: Color, second: Color, percent: u16) -> Color {
    let [red, green, blue] = first;
    let [other_red, other_green, other_blue] = second;
    [(red, other_red), (green, other_green), (blue, other_blue)].map(|(one, other)| {
        let sum = u16::from(one) * percent + u16::from(other) * (100 - percent);
        (sum / 100) as u8
    })
}

/// As bright, without its colour.
fn gray([red, green, blue]: Color) -> Color {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    [(sum / 1000) as u8; 3]
}

/// A colour in six hexadecimal digits, with or without a `#`.
fn read(text: &str) -> Option<Color> {
    let digits = text.trim_start_matches('#');
    let number = u32::from_str_radix(digits, 16)
        .ok()
        .filter(|_| digits.len() == 6)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}
