//! plex.tv: signing in, finding servers, people.

use plex_api::{
    MyPlex, MyPlexBuilder, PinManager, device::DeviceConnection, sharing::InviteStatus,
};

use crate::{Any, Options, check, report::Report, same, stranger};

async fn signed_in(options: &Options) -> Any<MyPlex> {
    let builder = MyPlexBuilder::default()
        .set_client(stranger(options)?)
        .set_token(options.token.clone());
    Ok(builder.build().await?)
}

async fn by_password(options: &Options) -> Any<MyPlex> {
    let builder = MyPlexBuilder::default()
        .set_client(stranger(options)?)
        .set_username_and_password("mirabel", "mirabel's password".to_owned());
    Ok(builder.build().await?)
}

pub(crate) async fn run(options: &Options, report: &mut Report) {
    let task = async {
        let account = signed_in(options).await?;
        let account = account.account().ok_or("no account")?;
        same(account.username.as_str(), "mirabel", "username")
    };
    report.task("sign in", "token", true, task).await;

    let task = async { by_password(options).await.map(drop) };
    report
        .task("sign in", "name and password", true, task)
        .await;

    let task = async {
        let pins = PinManager::new(stranger(options)?);
        let pin = pins.pin().await?;
        let account = signed_in(options).await?;
        account.pin_manager()?.link(pin.code()).await?;
        check(pin.check().await?.auth_token.is_some(), "no token")
    };
    report
        .task("sign in", "a PIN that another client links", true, task)
        .await;

    let task = async { Ok(by_password(options).await?.signout().await?) };
    report.task("sign in", "sign out", false, task).await;

    let task = async {
        let manager = signed_in(options).await?.device_manager()?;
        let resources = manager.resources().await?;
        check(
            resources.iter().any(|device| device.is_server()),
            "no server",
        )
    };
    report.task("sign in", "resources", true, task).await;

    let task = async {
        let manager = signed_in(options).await?.device_manager()?;
        let resources = manager.resources().await?;
        let found = resources.iter().find(|device| device.is_server());
        match found.ok_or("no server")?.connect().await? {
            DeviceConnection::Server(server) => check(!server.libraries().is_empty(), "empty"),
            DeviceConnection::Player(_) => Err("a player".into()),
        }
    };
    report
        .task("sign in", "connect to what was found", false, task)
        .await;

    let task = async {
        signed_in(options)
            .await?
            .device_manager()?
            .devices()
            .await?;
        Ok(())
    };
    report.task("sign in", "devices", false, task).await;

    let task = async {
        let account = signed_in(options).await?;
        account.sharing()?.friends(InviteStatus::Accepted).await?;
        Ok(())
    };
    report.task("sharing", "friends", false, task).await;

    let task = async {
        let users = signed_in(options).await?.home()?.users().await?;
        check(users.len() > 1, "nobody")
    };
    report.task("sharing", "home users", false, task).await;

    let task = async {
        let mut webhooks = signed_in(options).await?.webhook_manager().await?;
        webhooks.add("http://127.0.0.1:1/hook").await?;
        webhooks.refresh().await?;
        same(webhooks.webhooks().len(), 1, "webhooks")?;
        webhooks.delete("http://127.0.0.1:1/hook").await?;
        same(webhooks.webhooks().len(), 0, "webhooks")
    };
    report.task("account", "webhooks", false, task).await;

    let task = async {
        signed_in(options).await?.announcements().await?;
        Ok(())
    };
    report.task("account", "announcements", false, task).await;

    let task = async {
        signed_in(options).await?.privacy().await?;
        Ok(())
    };
    report.task("account", "privacy", false, task).await;

    let task = async {
        signed_in(options).await?.claim_token().await?;
        Ok(())
    };
    report.task("account", "claim token", false, task).await;
}
