"""The screens: controls, charts, words and formats. Only this package and the pages use Streamlit and Plotly."""
