"""How a refusal reads at the desk: what cannot be done, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

#: Title and advice by refusal; the codes are those of `Refused`.
REFUSALS = {
    "release.early": (
        _("It is too early to release"),
        _("Nothing opens before the release moment. Nothing was released; the attempt is in the record."),
    ),
    "release.twice": (
        _("The results are released already"),
        _("That cannot be undone. They can be withdrawn: see the public site, under Release."),
    ),
    "release.held": (
        _("The release is held"),
        _("Somebody held the release. Find out why before you arm it again."),
    ),
    "release.changed": (
        _("Somebody else acted in the meantime"),
        _("Look at where the release stands now, and decide again. Nothing was changed by you."),
    ),
    "release.shared": (
        _("The moment belongs to the whole election"),
        _("Other municipalities take part. Ask whoever runs the system; you can hold your own results."),
    ),
    "release.passed": (
        _("The moment has passed"),
        _("It cannot be put later any more. A municipality that is not released can still be held."),
    ),
    "keys.none": (
        _("There are no keys yet"),
        _("Whoever runs the system makes them. Until then nothing can be sealed or opened."),
    ),
    "keys.destroyed": (
        _("The keys are destroyed"),
        _("This election was ended. What still lies sealed opens for nobody any more."),
    ),
    "count.not-held": (
        _("This count does not wait for you"),
        _("A colleague accepted it, or the station sent a new version. Look at the list again."),
    ),
    "count.state": (
        _("This cannot follow on how the count stands"),
        _("A colleague or the station acted in the meantime. Look at the list again."),
    ),
    "count.second": (
        _("Another official has to confirm this"),
        _("You typed this version yourself. A colleague opens it, looks at what changed and confirms it."),
    ),
    "count.early": (
        _("This station may not count yet"),
        _("Send it once voting is over there. What you typed was not stored; it still stands in the form."),
    ),
    "count.version": (
        _("The station sent a version in the meantime"),
        _("Look at that one first. What you typed was not stored; it still stands in the form."),
    ),
    "control.step": (
        _("Look at the differences first"),
        _("The numbers come behind a second step. Open the differences of this version first."),
    ),
    "control.not-opened": (
        _("This count does not open"),
        _("Its envelope is not one of this municipality, or was changed. Call whoever runs the system."),
    ),
    "control.role": (
        _("Before the release this is for who works at the office"),
        _("Counts open for an auditor once the results are public. Nothing was opened."),
    ),
    "compare.changed": (
        _("Another count of this station came in"),
        _("What you looked at is not what stands there now. Open it again; nothing was recorded."),
    ),
    "typed.changed": (
        _("A colleague typed this record meanwhile"),
        _("What you typed was not stored; it still stands here. Send it if it still waits for you."),
    ),
    "official.none": (
        _("There is no count by station in this file"),
        _("Choose the file of the day after: EML 510b or OSV4-3 CSV, or a zip with one of these."),
    ),
    "official.several": (
        _("There is more than one count in this file"),
        _("Take them out of the zip and give the one of this municipality."),
    ),
    "official.unreadable": (
        _("This file cannot be read"),
        _("Ask who made it for the file again, and choose it as it came. Nothing was stored."),
    ),
    "official.election": (
        _("This file is of another election"),
        _("Choose the file of this election. Nothing was stored."),
    ),
    "official.municipality": (
        _("This file is of another municipality"),
        _("Choose the file of this municipality. Nothing was stored."),
    ),
    "official.doubles": (
        _("Two stations in this file have one number"),
        _("Counts are matched by number. Ask for a file in which each has its own; nothing was stored."),
    ),
    "official.ballot": (
        _("The lists or candidates in this file are not those of this ballot"),
        _("Look whether it is the file of this election, and at what stands here. Nothing was stored."),
    ),
    "official.changed": (
        _("A colleague took in another official count"),
        _("Look at what is here now, and take the file in again if it is still the newer one."),
    ),
    "official.why": (
        _("A reason is needed"),
        _("There are official counts already. Say why this file replaces them; choose the file again."),
    ),
    "official.large": (
        _("No file was chosen, or it is too large"),
        _("Up to 16 MB fit. Put a larger EML file in a zip, which makes it thirty times smaller."),
    ),
    "intake.not-opened": (
        _("This does not open"),
        _("It is sealed for another place or to another key, or was changed. Ask the station for it again."),
    ),
    "keys.no-intake": (
        _("There is no key for photos and exports"),
        _("These keys are older than it. Lock the control view and unlock it again: then it is made."),
    ),
    "export.none": (
        _("There is no export here"),
        _("Choose a file of at most 2 MB, or paste the texts of the QR codes."),
    ),
    "export.form": (
        _("This file is no export of a station's device"),
        _("Choose the file that the app made; it ends in .stemdag."),
    ),
    "export.large": (
        _("This export is too large"),
        _("Let the station make one without photos, and photograph the record again."),
    ),
    "export.not-ours": (
        _("One of the texts is not of an export"),
        _("Each text begins with SDX1. Take out what is something else, or scan that code again."),
    ),
    "export.mixed": (
        _("These are codes of two exports"),
        _("Take in one export at a time. If the device made a new one, scan all codes of the new one."),
    ),
    "export.missing": (
        _("Some codes are missing"),
        _("Scan the missing ones and paste them with the others."),
    ),
    "export.damaged": (
        _("The export is damaged"),
        _("Something in it was lost or changed. Scan the code again, or ask the station for the file again."),
    ),
    "export.elsewhere": (
        _("This export is of another place"),
        _("It belongs to another municipality, election or station. Only that office can open it."),
    ),
    "export.no-door": (
        _("This is not taken in here"),
        _("Only an export can be taken in, on the server that the stations use."),
    ),
    "journal.conflict": (
        _("This form was sent before with something else in it"),
        _("Go back to the page, reload it, and fill in the form again."),
    ),
    "people.last": (
        _("Nobody would be left who leads this office"),
        _("Make somebody else a coordinator first. Nothing was changed."),
    ),
    "people.not-yours": (
        _("This account is not yours alone"),
        _("It works for another office too, or runs the system. Ask whoever runs the system."),
    ),
    "people.taken": (
        _("There is an account with this name already"),
        _("Go back and choose another user name. Nobody was invited."),
    ),
    "people.repeated": (
        _("This was done already"),
        _("The codes were shown then, and not again. Who lost theirs gets a new invitation."),
    ),
    "people.none": (
        _("This account does not work here"),
        _("A colleague may have taken its roles away. Look at the list again."),
    ),
    "device.unknown": (
        _("This export is not of a device of that station"),
        _("Look at which device made it. What it holds can be read here and typed in at another device."),
    ),
    "device.revoked": (
        _("The device of this export was shut out"),
        _("Nothing was taken in. Ask the station for a device that it still has."),
    ),
    "device.gone": (
        _("This device is shut out already"),
        _("Look at the station again: a colleague may have done it, or it is not one of this station."),
    ),
    "count.returned": (
        _("This count was handed back already"),
        _("The station knows and looks again. If you can, call the chair."),
    ),
    "station.closed": (
        _("The office closed this station already"),
        _("A colleague did. Look at the station again; nothing was changed by you."),
    ),
    "station.not-closed": (
        _("This station is not closed by the office"),
        _("A colleague may have opened it again. Look at the station; nothing was changed by you."),
    ),
    "reason.missing": (
        _("A reason is needed"),
        _("The station reads it on its screen. Go back and say in a line why."),
    ),
    "delivery.unknown": (
        _("This cannot be sent"),
        _("It is no material of this municipality's list. Go back and choose one of the list."),
    ),
    "delivery.amount": (
        _("This is no amount"),
        _("Write a whole number from 1 to 100,000, or leave it empty."),
    ),
    "broadcast.nobody": (
        _("There is no station to write to"),
        _("None is in the group that you chose now. Nothing was sent; choose another group."),
    ),
    "text.missing": (
        _("There was nothing to send"),
        _("Go back and write what the station should know."),
    ),
    "text.long": (
        _("This message is too long"),
        _("At most 1,000 characters fit. Go back, and send it in two."),
    ),
    "site.reason": (
        _("A reason is needed"),
        _("It stands on the public pages. Go back and say in a line why."),
    ),
    "site.long": (
        _("This reason is too long"),
        _("At most 250 characters fit. Go back and shorten it."),
    ),
    "site.withdrawn": (
        _("This is withdrawn already"),
        _("A colleague did, or the command at the server. Look at how the public site stands."),
    ),
    "site.not-withdrawn": (
        _("Nothing is withdrawn"),
        _("A colleague may have brought it back. Look at how the public site stands."),
    ),
    "site.part": (
        _("The whole site is not yours to take offline"),
        _("Other municipalities share it. Withdraw the results of your own, or call who runs the system."),
    ),
    "end.early": (
        _("It cannot be ended yet"),
        _("Nothing was destroyed. Look at what has to come first."),
    ),
    "end.reason": (
        _("A reason is needed"),
        _("It stays in the record. Go back and say in a line why it is ended now."),
    ),
    "end.long": (
        _("This reason is too long"),
        _("At most 250 characters fit. Go back and shorten it."),
    ),
    "election.ended": (
        _("This election was ended"),
        _("Its texts are destroyed, and none can be added. Nothing was changed."),
    ),
    "setup.stale": (
        _("Somebody else changed this in the meantime"),
        _("Nothing was changed by you. Bring the file in again: the page shows what it would do now."),
    ),
    "setup.expired": (
        _("This page stood open too long"),
        _("Nothing was changed. Bring the file in again."),
    ),
    "setup.ballot": (
        _("The keys are made for another ballot"),
        _("Lists cannot change once there are keys. Nothing was changed; call whoever runs the system."),
    ),
    "setup.counting": (
        _("The keys are made for another way of counting"),
        _("It cannot change once there are keys. Nothing was changed; call whoever runs the system."),
    ),
    "setup.spoken": (
        _("This station cannot be taken away"),
        _("The day's record has something of it. Nothing was changed."),
    ),
    "setup.why": (
        _("A reason is needed"),
        _("A station has opened: each change is recorded with a reason. Go back and say in a line why."),
    ),
    "setup.long": (
        _("This reason is too long"),
        _("At most 500 characters fit. Go back and shorten it."),
    ),
    "talk.changed": (
        _("Somebody else acted in the meantime"),
        _("A colleague took this conversation or handed it over. Look at who has it now."),
    ),
    "talk.nobody": (
        _("This colleague does not work here"),
        _("Choose one of the list. The conversation is where it was."),
    ),
    "incident.unknown": (
        _("There is no such incident"),
        _("It is not of this station. Look at the messages again."),
    ),
    "incident.closed": (
        _("This incident was resolved already"),
        _("A colleague did. Nothing was changed by you."),
    ),
    "incident.note": (
        _("Say how it was resolved"),
        _("Go back and write a line; the office reads it."),
    ),
    "phrase.name": (
        _("This text needs a name"),
        _("Give it a short one, of at most 60 characters."),
    ),
    "phrase.many": (
        _("Enough texts are kept"),
        _("Thirty fit. Drop one that nobody uses first."),
    ),
    "reason.none": (
        _("A reason is needed"),
        _("It stands in the record. Go back and say in a line why. Nothing was changed."),
    ),
    "store.failed": (
        _("This could not be stored just now"),
        _("Nothing was changed. Go back and try again; what you typed still stands there."),
    ),
}
UNKNOWN = (_("This cannot be done now"), _("Go back to the page and look at where things stand."))
