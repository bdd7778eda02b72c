"""The command `overlay-explorer`, which starts the app; in a wheel, the folder `app/` beside this file holds the app.

Other packages may also have folders named `views` and `pages`, like those of the app. So a wheel keeps the app's
folders in here, and Streamlit adds this one folder to the path of the process that runs the app.
"""
