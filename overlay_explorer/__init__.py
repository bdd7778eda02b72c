"""The command `overlay-explorer`, which starts the app; in a wheel, the folder `app/` beside this file holds the app.

The app's own folders, `views` and `pages`, have names that other packages may have too. So a wheel keeps them in here, out of
the way, and Streamlit puts this one folder on the path of the process that runs the app.
"""
