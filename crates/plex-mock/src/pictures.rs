//! Pictures: two colours that run into each other, as PNG.

/// A picture of that size from one colour at the top to another at the bottom.
pub(crate) fn png(width: u32, height: u32, [top, bottom]: [[u8; 3]; 2]) -> Option<Vec<u8>> {
    let (width, height) = (width.clamp(1, LARGEST), height.clamp(1, LARGEST));
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
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// No picture is wider or higher: what is asked for beyond that would only cost time.
const LARGEST: u32 = 2048;
