//! The page's program: mounts the app. Built by Trunk for wasm32; natively it only says where the app is.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele_app::ui::mount(env!("CLIENTELE_BUILD"));
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stderr, reason = "a program started in the wrong place has to say so")]
fn main() {
    eprintln!("This program is the browser page: start it with ./dev serve. The command line is `clientele`.");
}
