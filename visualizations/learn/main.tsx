/** The page with the lessons begins here. */
import { render } from 'preact';
import '../page/style/palette.css';
import '../page/style/charts.css';
import '../page/style/frame.css';
import '../page/style/panes.css';
import '../page/style/sequence.css';
import { applyTheme, followSystem } from '../page/view/theme.ts';
import { Course } from './course.ts';
import './style/learn.css';
import './style/wire.css';
import { App } from './view/app.tsx';

applyTheme();
followSystem();
const root = document.getElementById('app');
if (root !== null) render(<App course={new Course()} />, root);
