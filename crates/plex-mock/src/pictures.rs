//! Pictures: two colours that run into each other.

/// What a picture is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
}

impl Format {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// A picture of that size from one colour at the top to another at the bottom.
pub(crate) fn picture(
    format: Format,
    width: u32,
    height: u32,
    colors: [[u8; 3]; 2],
) -> Option<Vec<u8>> {
    let (width, height) = (width.clamp(1, LARGEST), height.clamp(1, LARGEST));
    let pixels = pixels(width, height, colors);
    match format {
        Format::Jpeg => jpeg(width, height, &pixels),
        Format::Png => png(width, height, &pixels),
    }
}

fn pixels(width: u32, height: u32, [top, bottom]: [[u8; 3]; 2]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for row in 0..height {
        let mixed: Vec<u8> = top
            .iter()
            .zip(bottom)
            .map(|(top, bottom)| {
                let mixed = u32::from(*top) * (height - row) + u32::from(bottom) * row;
                (mixed / height) as u8
            })
            .collect();
        pixels.extend(mixed.repeat(width as usize));
    }
    pixels
}

fn jpeg(width: u32, height: u32, pixels: &[u8]) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    jpeg_encoder::Encoder::new(&mut file, 80)
        .encode(pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .ok()?;
    Some(file)
}

fn png(width: u32, height: u32, pixels: &[u8]) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// No picture is wider or higher: what is asked for beyond that would only cost time.
const LARGEST: u32 = 2048;
