"""The release and the public site, from the desk."""
