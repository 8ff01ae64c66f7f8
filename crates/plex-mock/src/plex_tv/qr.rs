//! A PIN as a picture.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use qrcode::{Color, QrCode};

use super::{link::address, pins::no_such_code};
use crate::{
    answer::{Answer, refuse_as, with_type},
    requests::Ask,
    state::State,
};

/// `GET /api/v2/pins/qr/{code}`
pub(crate) async fn picture(
    Of(state): Of<Arc<State>>,
    Path(code): Path<String>,
    Ask(request): Ask,
) -> Answer {
    if !state.pins.is_open(&code, state.clock.now()) {
        return Err(no_such_code(&request));
    }
    let picture = png_of(&address(&state, &code))
        .ok_or_else(|| refuse_as(&request, StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(with_type(StatusCode::OK, "image/png", picture))
}

/// A QR code of the text, black on white, as PNG.
fn png_of(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::new(text).ok()?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * QUIET) * SCALE;
    let mut pixels = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let module = |pixel: usize| {
                (pixel / SCALE)
                    .checked_sub(QUIET)
                    .filter(|module| *module < modules)
            };
            let color = module(row)
                .zip(module(column))
                .and_then(|(row, column)| colors.get(row * modules + column));
            pixels.push(if color == Some(&Color::Dark) { 0 } else { 255 });
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(
        &mut file,
        u32::try_from(side).ok()?,
        u32::try_from(side).ok()?,
    );
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Pixels per module, and the white modules around the code that readers need.
const SCALE: usize = 8;
const QUIET: usize = 4;
